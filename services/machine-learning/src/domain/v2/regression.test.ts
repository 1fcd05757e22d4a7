import { expect, test } from 'vitest';
import { correct, estimate, startRegression, takeSample, type RegressionPrior } from './regression.ts';

const size = 3;
const truth = [1.5, -2, 0.25];
/** Identity covariance over 1000: next to no prior. */
const vague: RegressionPrior = {
  covariance: Float64Array.from([1000, 0, 1000, 0, 0, 1000]),
  weights: new Float64Array(2 * size),
};

/** Numbers that look random, in [-1, 1]. */
function lot(index: number): number {
  return 2 * ((Math.abs(Math.sin(index * 12.9898) * 43758.5453) % 1) - 0.5);
}

function sampleAt(index: number): Float32Array {
  return Float32Array.from([1, lot(3 * index), lot(3 * index + 1)]);
}

function outcomeAt(index: number): number {
  const noise = lot(3 * index + 2) * 0.3;
  return sampleAt(index).reduce((sum, value, at) => sum + value * truth[at]!, noise);
}

/** Solution of the weighted normal equations with the prior, by Gaussian elimination. */
function batch(count: number, forgetting: number): number[] {
  const rows = Array.from({ length: size }, (_, row) =>
    Array.from({ length: size + 1 }, (__, column) => (row === column ? forgetting ** count / 1000 : 0)),
  );
  for (let index = 0; index < count; index++) {
    const x = [...sampleAt(index), outcomeAt(index)];
    const weight = forgetting ** (count - 1 - index);
    for (const [row, equation] of rows.entries())
      for (const [at, value] of x.entries()) equation[at]! += weight * x[row]! * value;
  }
  for (let pivot = 0; pivot < size; pivot++) {
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const factor = rows[row]![pivot]! / rows[pivot]![pivot]!;
      for (let at = pivot; at <= size; at++) rows[row]![at]! -= factor * rows[pivot]![at]!;
    }
  }
  return rows.map((row, at) => row[size]! / row[at]!);
}

test.each([1, 0.98])('gives what least squares over the whole past gives (forgetting %f)', (forgetting) => {
  const count = 300;
  const regression = startRegression(vague);
  const gains = Array.from({ length: count }, () => new Float32Array(size));
  const delay = 5;
  for (let now = 0; now < count + delay; now++) {
    if (now < count) takeSample(regression, sampleAt(now), gains[now]!, forgetting, vague);
    for (const [target, wait] of [0, delay].entries()) {
      const due = now - wait;
      if (due < 0 || due >= count) continue;
      correct(regression, target, gains[due]!, outcomeAt(due) - estimate(regression, target, sampleAt(due)));
    }
  }
  const wanted = batch(count, forgetting);
  for (const target of [0, 1]) {
    for (let at = 0; at < size; at++) expect(regression.weights[target * size + at]).toBeCloseTo(wanted[at]!, 4);
  }
});

test('forgetting does not blow up where nothing is learnt', () => {
  const regression = startRegression(vague);
  const x = Float32Array.from([1, 0, 0]);
  for (let step = 0; step < 100_000; step++) takeSample(regression, x, new Float32Array(size), 0.99, vague);
  expect(Math.max(...regression.covariance)).toBeLessThan(1e5);
});

test('a covariance that rounding spoilt starts anew from the prior', () => {
  const regression = startRegression({ ...vague, covariance: Float64Array.from([-1, 0, -1, 0, 0, -1]) });
  takeSample(regression, sampleAt(1), new Float32Array(size), 1, vague);
  expect(regression.covariance[0]).toBeGreaterThan(0);
});
