/**
 * Recursive least squares with forgetting (Haykin, Adaptive Filter Theory, ch. 10) for several targets that become
 * known at different times. The gain of a sample depends on regressors alone, so all targets share one covariance:
 * `takeSample` gives the gain when the sample is made, `correct` uses it when a target arrives. In order of the
 * samples this is exactly the recursion for each target. Time and memory: one pass over a packed triangle.
 */
export interface Regression {
  /** Lower triangle of the covariance over the noise variance, row by row: n(n + 1)/2. */
  covariance: Float64Array;
  /** One row of n per target. */
  weights: Float64Array;
}

/** How far forgetting may blow the covariance up, by its trace against the prior's. */
const mostGrowth = 30;
/** Covariance times regressors, as the last call of `spreadAlong` left it. */
const product = new Float64Array(128);

/** What a regression starts from, and goes back to should rounding ever make its covariance indefinite. */
export interface RegressionPrior {
  covariance: Float64Array;
  weights: Float64Array;
}

export function startRegression(prior: RegressionPrior): Regression {
  return { covariance: prior.covariance.slice(), weights: prior.weights.slice() };
}

/** Forecast of a target from regressors `x`. */
export function estimate(regression: Regression, target: number, x: Float32Array): number {
  const start = target * x.length;
  let sum = 0;
  for (let index = 0; index < x.length; index++) sum += regression.weights[start + index]! * x[index]!;
  return sum;
}

/**
 * Takes in the regressors of a sample and fills `gain` for its targets. `forgetting` is the share of the past's weight
 * kept; where nothing was learnt for long, forgetting pauses, or the covariance would grow without bound.
 */
export function takeSample(
  regression: Regression,
  x: Float32Array,
  gain: Float32Array,
  forgetting: number,
  prior: RegressionPrior,
): void {
  const { covariance } = regression;
  let spread = spreadAlong(covariance, x);
  if (!(spread >= 0)) {
    covariance.set(prior.covariance);
    spread = spreadAlong(covariance, x);
  }
  const kept = trace(covariance, x.length) > mostGrowth * trace(prior.covariance, x.length) ? 1 : forgetting;
  const denominator = kept + spread;
  for (let row = 0, at = 0; row < x.length; row++) {
    const share = product[row]! / denominator;
    gain[row] = share;
    for (let column = 0; column <= row; column++, at++) {
      covariance[at] = (covariance[at]! - share * product[column]!) / kept;
    }
  }
}

/** Moves the weights of a target along the gain of a sample by its error. */
export function correct(regression: Regression, target: number, gain: Float32Array, error: number): void {
  const start = target * gain.length;
  for (let index = 0; index < gain.length; index++) regression.weights[start + index]! += gain[index]! * error;
}

/** x' P x for the packed symmetric P, leaving P x in `product`. */
function spreadAlong(covariance: Float64Array, x: Float32Array): number {
  product.fill(0, 0, x.length);
  for (let row = 0, at = 0; row < x.length; row++) {
    const value = x[row]!;
    let sum = 0;
    for (let column = 0; column < row; column++, at++) {
      sum += covariance[at]! * x[column]!;
      product[column]! += covariance[at]! * value;
    }
    product[row] = sum + covariance[at++]! * value;
  }
  let spread = 0;
  for (let row = 0; row < x.length; row++) spread += x[row]! * product[row]!;
  return spread;
}

function trace(covariance: Float64Array, size: number): number {
  let sum = 0;
  for (let row = 0; row < size; row++) sum += covariance[(row * (row + 3)) / 2]!;
  return sum;
}
