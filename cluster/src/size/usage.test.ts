import { expect, test } from 'vitest';
import { parseQuantity } from './quantity.ts';
import { type Samples, usageOf } from './usage.ts';

test.each([
  ['250m', 0.25],
  ['1.5', 1.5],
  ['128Mi', 128 * 2 ** 20],
  ['4G', 4e9],
  ['0', 0],
])('the quantity %s is understood', (text, value) => expect(parseQuantity(text)).toBe(value));

test.each(['', '12x', 'Mi'])('what is no quantity is refused: %s', (text) => {
  expect(() => parseQuantity(text)).toThrow('is no quantity');
});

const at = (seconds: number, cpuSeconds: number, workingSetBytes: number): Samples =>
  new Map([['a', { at: seconds * 1000, cpuSeconds, workingSetBytes }]]);

test('CPU is a mean over the time between first and last sample, memory the highest seen', () => {
  expect(usageOf([at(100, 7, 10), at(105, 8, 30), at(110, 9, 20)], 'a')).toEqual({ cores: 0.2, memoryBytes: 30 });
});

test('of a container that was not there all the time nothing is said', () => {
  expect(usageOf([at(100, 7, 10), new Map(), at(110, 9, 20)], 'a')).toBeUndefined();
  expect(usageOf([at(100, 7, 10)], 'a')).toBeUndefined();
});
