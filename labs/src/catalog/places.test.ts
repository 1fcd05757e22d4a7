import { expect, test } from 'vitest';
import { valueAt } from './places.ts';

const place = { kind: 'ConfigMap', name: 'limits', path: ['data', 'config.yaml', 'limits', 1, 'rate'] };

const valueIn = (text: string) => {
  const metadata = { name: 'limits', namespace: 'weather' };
  return valueAt([{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'config.yaml': text } }], place);
};

test('a place leads on into YAML in a text, anchors and all', () => {
  expect(valueIn('limits: [{ rate: 1 }, { rate: 2 }]')).toBe(2);
  expect(valueIn('limits: [&same { rate: 3 }, *same]')).toBe(3);
});

test.each([
  ['no YAML', 'limits: [{'],
  ['another list', 'limits: []'],
  [
    'what would unfold without end',
    `a: &a [${'1,'.repeat(60)}]\nb: &b [${'*a,'.repeat(60)}]\nlimits: [${'*b,'.repeat(60)}]`,
  ],
])('there is nothing in a text that holds %s', (_, text) => {
  expect(valueIn(text)).toBeUndefined();
});
