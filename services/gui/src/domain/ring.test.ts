import { expect, test } from 'vitest';
import { Ring } from './ring.ts';

test('keeps the newest items, oldest first, and tells which one left', () => {
  const ring = new Ring<number>(3);
  expect([1, 2, 3].map((item) => ring.push(item))).toEqual([undefined, undefined, undefined]);
  expect(ring.push(4)).toBe(1);
  expect(ring.push(5)).toBe(2);
  expect(ring.toArray()).toEqual([3, 4, 5]);
  expect([0, 1, 2, 3].map((back) => ring.fromEnd(back))).toEqual([5, 4, 3, undefined]);
});

test('an empty ring has no newest item', () => {
  expect(new Ring(2).fromEnd(0)).toBeUndefined();
});
