import { expect, test } from 'vitest';
import { boundsBroken } from './bounds.ts';

const nested = (depth: number): unknown => (depth === 0 ? {} : { inner: nested(depth - 1) });

test.each([
  ['a text', 'text', 'no report'],
  ['null', null, 'no report'],
  ['rows beyond count', { log: { rows: 1e12, columns: {} } }, 'rows of records'],
  ['many tables', { logs: Array.from({ length: 400 }, () => ({ rows: 1000 })) }, 'rows of records'],
  ['rows less than none', [{ rows: -1e9 }, { rows: 1e9 }], 'rows of records'],
  ['a proxy of a thousand workers', { proxies: [{ workers: 1000 }] }, 'a proxy with 1000 workers'],
  ['such a proxy behind a decoy', { workers: 1000, rows: 'none' }, 'a proxy with 1000 workers'],
  ['a long manifest', { manifests: [{ yaml: 'x'.repeat(60_000) }] }, 'a manifest has 60000 characters'],
  ['many manifests', { manifests: Array.from({ length: 300 }, () => ({ yaml: '' })) }, 'more than 200 manifests'],
  ['a load of many steps', { plan: { steps: Array.from({ length: 5000 }, () => ({})) } }, 'a list of 5000'],
  ['a deep nest', nested(100), 'nested deeper'],
])('%s is more than a report has', (_, content, says) => {
  expect(boundsBroken(content)).toContain(says);
});

test('what a report has is within all bounds', () => {
  expect(
    boundsBroken({
      manifests: [{ yaml: 'a: 1' }],
      proxies: [{ workers: 2, log: { rows: 5000, columns: { status: { values: Array(5000).fill(200) } } } }],
    }),
  ).toBeUndefined();
});
