import { expect, test } from 'vitest';
import { missingFrom } from './shown-output.ts';

test('numbers may be others, statuses and words may not', () => {
  expect(missingFrom('Code 200 : 421 (93.6 %)', 'Code 200 : 285 (95.0 %)')).toBeUndefined();
  expect(missingFrom('Code 403 : 421 (93.6 %)', 'Code 200 : 285 (95.0 %)')).toBe('Code 200 : 285 (95.0 %)');
  expect(missingFrom('  4 1 "status":500', '122       1 "status":500')).toBeUndefined();
  expect(missingFrom('  4 1 "status":503', '122       1 "status":500')).toBeDefined();
  expect(missingFrom('     7 "version":"v2"', '     9 "version":"v1"')).toBeDefined();
  expect(missingFrom('# target 50% 0.01', '# target 50% 7.02952')).toBeUndefined();
});

test('all is all', () => {
  expect(missingFrom('Code 500 : 100 (100.0 %)', 'Code 500 : 20 (100.0 %)')).toBeUndefined();
  expect(missingFrom('Code 500 : 99 (99.0 %)', 'Code 500 : 100 (100.0 %)')).toBeDefined();
});

test('lines stand in the same order, among others', () => {
  const shown = 'reader\nCode 200 : 10 (100.0 %)\nstranger\nCode 403 : 10 (100.0 %)';
  expect(missingFrom(`warming up\n${shown}\n`, shown)).toBeUndefined();
  expect(missingFrom('stranger\nCode 403 : 10 (100.0 %)\nreader\nCode 200 : 10 (100.0 %)', shown)).toBe('stranger');
});

test('an ellipsis stands for anything', () => {
  expect(missingFrom('oooooooooo...o...o... 12', 'oooooooooo…o…o… 13')).toBeUndefined();
  expect(missingFrom('oooooooooooo 12', 'oooooooooo.…o… 13')).toBeDefined();
});
