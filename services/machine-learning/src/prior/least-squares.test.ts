import { expect, test } from 'vitest';
import { addOuter, cholesky, inverse, leastDeviations, solve } from './least-squares.ts';

test('solves and inverts a symmetric system', () => {
  const gram = new Float64Array(3);
  addOuter(gram, [1, 2], 1);
  addOuter(gram, [3, -1], 2);
  // [[19, -4], [-4, 6]] with 1 on the diagonal: [[20, -4], [-4, 7]]
  const factor = cholesky(gram, 2, 1);
  const [x, y] = solve(factor, [12, 10]);
  expect(20 * x! - 4 * y!).toBeCloseTo(12, 9);
  expect(-4 * x! + 7 * y!).toBeCloseTo(10, 9);
  const [a, b, c] = inverse(factor, 2);
  expect([a, b, c].map((value) => value! * (20 * 7 - 16))).toEqual([7, 4, 20].map((value) => expect.closeTo(value, 9)));
});

test('least deviations are not drawn by outliers', () => {
  const points = Array.from({ length: 101 }, (_, index) => ({
    x: [1, index / 50 - 1],
    y: 2 + 3 * (index / 50 - 1) + (index % 10 === 0 ? 100 : 0) + (index % 2 === 0 ? 0.1 : -0.1),
  }));
  const [level, slope] = leastDeviations(points, 2, 1e-9, 30);
  expect(level).toBeCloseTo(2, 0);
  expect(slope).toBeCloseTo(3, 0);
});
