import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { boundsBroken } from './bounds.ts';

/** A run on a real cluster. */
const runFile = join(import.meta.dirname, '../../../docs/lab-report.json');

const nested = (depth: number): unknown => (depth === 0 ? {} : { inner: nested(depth - 1) });

const columns = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`column${index}`, { same: 1 }]));

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
  ['a list of many phases', { phases: Array.from({ length: 31 }, () => ({})) }, 'a list of 31 phases'],
  [
    'a phase of many proxies',
    { phases: [{ proxies: Array.from({ length: 61 }, () => ({})) }] },
    'a list of 61 proxies',
  ],
  [
    'more spans than all requests can have',
    { spans: Array.from({ length: 7001 }, () => ({})) },
    'a list of 7001 spans',
  ],
  ['a list that no run makes', { steps: Array.from({ length: 4501 }, () => ({})) }, 'no run makes more than 4500'],
  ['many columns', { log: { rows: 20_000, columns: columns(300) } }, 'more than 2000000 values'],
  [
    'many columns in many tables',
    Array.from({ length: 30 }, () => ({ rows: 2000, columns: columns(50) })),
    'more than 2000000 values',
  ],
  ['a long text in a table', { columns: { path: { same: 'x'.repeat(10_001) } } }, 'a text of 10001 characters'],
  ['a long name', { ['x'.repeat(10_001)]: 1 }, 'a text of 10001 characters'],
  ['a deep nest', nested(100), 'nested deeper'],
])('%s is more than a report has', (_, content, says) => {
  expect(boundsBroken(content)).toContain(says);
});

test('the spans of a run that traces every request, as a wrong share has it, are within the bound', () => {
  expect(boundsBroken({ more: { spans: Array.from({ length: 5920 }, () => ({})) } })).toBeUndefined();
});

test('what a report has is within all bounds', () => {
  expect(boundsBroken(JSON.parse(readFileSync(runFile, 'utf8')))).toBeUndefined();
});
