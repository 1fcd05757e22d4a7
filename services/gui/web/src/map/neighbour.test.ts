import { expect, test } from 'vitest';
import { neighbour } from './neighbour.ts';

const middle = { id: 'middle', x: 50, y: 50 };
const points = [
  middle,
  { id: 'east', x: 90, y: 52 },
  { id: 'north-east', x: 70, y: 10 },
  { id: 'west', x: 20, y: 50 },
  { id: 'south', x: 50, y: 80 },
];

test.each([
  ['ArrowRight', 'east'],
  ['ArrowLeft', 'west'],
  ['ArrowUp', 'north-east'],
  ['ArrowDown', 'south'],
  ['Enter', undefined],
])('%s leads from the middle to %s', (key, id) => {
  expect(neighbour(points, middle, key)?.id).toBe(id);
});

test('at the edge there is no further neighbour', () => {
  expect(neighbour(points, points[3]!, 'ArrowLeft')).toBeUndefined();
});
