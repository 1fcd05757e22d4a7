/** Symmetric matrix of the normal equations, lower triangle row by row. */
export type Packed = Float64Array;

const at = (row: number, column: number) => (row * (row + 1)) / 2 + column;

/** Adds `weight` x x' to `gram`. */
export function addOuter(gram: Packed, x: ArrayLike<number>, weight: number): void {
  for (let row = 0, place = 0; row < x.length; row++) {
    const value = weight * x[row]!;
    for (let column = 0; column <= row; column++, place++) gram[place]! += value * x[column]!;
  }
}

/** Lower Cholesky factor of `gram` + `ridge` I, packed like it. */
export function cholesky(gram: Packed, size: number, ridge: number): Packed {
  const factor = gram.slice();
  for (let row = 0; row < size; row++) {
    factor[at(row, row)]! += ridge;
    for (let column = 0; column <= row; column++) {
      let sum = factor[at(row, column)]!;
      for (let k = 0; k < column; k++) sum -= factor[at(row, k)]! * factor[at(column, k)]!;
      factor[at(row, column)] = row === column ? Math.sqrt(sum) : sum / factor[at(column, column)]!;
    }
  }
  return factor;
}

/** Solves L L' x = b for the packed factor L. */
export function solve(factor: Packed, b: ArrayLike<number>): Float64Array {
  const x = Float64Array.from(b);
  for (let row = 0; row < x.length; row++) {
    for (let k = 0; k < row; k++) x[row]! -= factor[at(row, k)]! * x[k]!;
    x[row]! /= factor[at(row, row)]!;
  }
  for (let row = x.length - 1; row >= 0; row--) {
    for (let k = row + 1; k < x.length; k++) x[row]! -= factor[at(k, row)]! * x[k]!;
    x[row]! /= factor[at(row, row)]!;
  }
  return x;
}

/** Inverse of L L', packed. */
export function inverse(factor: Packed, size: number): Packed {
  const result = new Float64Array(factor.length);
  const unit = new Float64Array(size);
  for (let column = 0; column < size; column++) {
    unit.fill(0);
    unit[column] = 1;
    const solved = solve(factor, unit);
    for (let row = column; row < size; row++) result[at(row, column)] = solved[row]!;
  }
  return result;
}

/** One sample of a regression. */
export interface Point {
  x: ArrayLike<number>;
  y: number;
}

/**
 * Weights of least absolute deviations with a ridge, by iteratively reweighted least squares (Schlossmacher 1973):
 * `rounds` of them, the weight of a point being 1 over its last error.
 */
export function leastDeviations(points: readonly Point[], size: number, ridge: number, rounds: number): Float64Array {
  let weights: Float64Array = new Float64Array(size);
  let errors: number[] = points.map(() => 1);
  for (let round = 0; round < rounds; round++) {
    const floor = 0.7 * median(errors);
    const importance = errors.map((error) => 1 / Math.max(error, floor));
    const mean = importance.reduce((sum, value) => sum + value, 0) / importance.length;
    const gram = new Float64Array((size * (size + 1)) / 2);
    const moment = new Float64Array(size);
    points.forEach(({ x, y }, index) => {
      const weight = importance[index]! / mean;
      addOuter(gram, x, weight);
      for (let row = 0; row < size; row++) moment[row]! += weight * y * x[row]!;
    });
    weights = solve(cholesky(gram, size, ridge), moment);
    errors = points.map(({ x, y }) => Math.abs(y - dot(weights, x)));
  }
  return weights;
}

function dot(weights: Float64Array, x: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index++) sum += weights[index]! * x[index]!;
  return sum;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
