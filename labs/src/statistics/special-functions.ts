const halfLogTwoPi = Math.log(2 * Math.PI) / 2;
/** Where Stirling's series with six terms is exact to the last digit of a double. */
const seriesFrom = 15;

/** What Stirling's formula misses: log n! - log(sqrt(2 pi n) (n/e)^n), by its asymptotic series (n >= 15). */
function stirlingSeries(n: number): number {
  const square = 1 / (n * n);
  const terms = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360];
  return terms.reduceRight((sum, term) => sum * square + term, 0) / n;
}

/**
 * log of the gamma function for x > 0, by Stirling's series after shifting x up with x! = x (x-1)!
 * (Abramowitz & Stegun 6.1.15, 6.1.41).
 */
export function logGamma(x: number): number {
  let product = 1;
  let shifted = x;
  for (; shifted < seriesFrom; shifted++) product *= shifted;
  const stirling = (shifted - 0.5) * Math.log(shifted) - shifted + halfLogTwoPi + stirlingSeries(shifted);
  return stirling - Math.log(product);
}

function stirlingError(n: number): number {
  if (n >= seriesFrom) return stirlingSeries(n);
  return logGamma(n + 1) - (n + 0.5) * Math.log(n) + n - halfLogTwoPi;
}

/** x log(x / mean) + mean - x without cancellation where x is near the mean. */
function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x;
  const ratio = (x - mean) / (x + mean);
  let sum = (x - mean) * ratio;
  let power = 2 * x * ratio;
  for (let odd = 3; odd < 1000; odd += 2) {
    power *= ratio * ratio;
    const next = sum + power / odd;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/**
 * log of x^k (1-x)^m (k+m)! / (k! m!), k and m real and not negative: the binomial term by Loader's saddle-point
 * expansion ("Fast and Accurate Computation of Binomial Probabilities", 2000), which keeps 13 digits where a
 * difference of log gammas loses them. `rest` is 1 - x.
 */
export function logBinomialTerm(k: number, m: number, x: number, rest: number): number {
  if (k === 0) return m * (x < 0.5 ? Math.log1p(-x) : Math.log(rest));
  if (m === 0) return k * (rest < 0.5 ? Math.log1p(-rest) : Math.log(x));
  const n = k + m;
  const exponent = stirlingError(n) - stirlingError(k) - stirlingError(m) - deviance(k, n * x) - deviance(m, n * rest);
  return exponent + Math.log(n / (2 * Math.PI * k * m)) / 2;
}

/** e^-mean mean^k / k!, k real and not negative: the Poisson term, likewise by Loader (2000). */
export function poissonTerm(k: number, mean: number): number {
  if (mean === 0) return k === 0 ? 1 : 0;
  if (k === 0) return Math.exp(-mean);
  return Math.exp(-stirlingError(k) - deviance(k, mean)) / Math.sqrt(2 * Math.PI * k);
}

/**
 * The regularised upper incomplete gamma function Q(a, x), a > 0, x >= 0: by the series for P below the mean, by
 * Legendre's continued fraction above it (Abramowitz & Stegun 6.5.29, 6.5.31), so that small tails keep their digits.
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const term = poissonTerm(a, x);
  if (x >= a + 1)
    return (
      (term * a) /
      evaluateFraction(
        (step) => -step * (step - a),
        (step) => x + 2 * step + 1 - a,
      )
    );
  let sum = 1;
  let part = 1;
  for (let step = 1; part > sum * 1e-17; step++) {
    part *= x / (a + step);
    sum += part;
  }
  return 1 - term * sum;
}

/**
 * The regularised incomplete beta function I_x(a, b), a and b > 0, by its continued fraction (Abramowitz & Stegun
 * 26.5.8). `rest` is 1 - x, given apart so that an x near 1 loses nothing.
 */
export function incompleteBeta(a: number, b: number, x: number, rest: number): number {
  if (x <= 0) return 0;
  if (rest <= 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, rest, x);
  const factor = (Math.exp(logBinomialTerm(a, b, x, rest)) * b) / (a + b);
  const numerator = (step: number) => {
    const half = Math.floor(step / 2);
    const across = (a + step - 1) * (a + step);
    return step % 2 === 0 ? (half * (b - half) * x) / across : (-(a + half) * (a + b + half) * x) / across;
  };
  return factor / evaluateFraction(numerator, () => 1);
}

/** b(0) + a(1) / (b(1) + a(2) / (b(2) + ...)) by Lentz's method as Thompson & Barnett (1986) changed it. */
function evaluateFraction(a: (step: number) => number, b: (step: number) => number): number {
  const tiny = 1e-300;
  let value = b(0) || tiny;
  let upper = value;
  let lower = 0;
  for (let step = 1; step < 100_000; step++) {
    lower = 1 / (b(step) + a(step) * lower || tiny);
    upper = b(step) + a(step) / upper || tiny;
    value *= upper * lower;
    if (Math.abs(upper * lower - 1) < 1e-16) break;
  }
  return value;
}

/** The x from `low` to `high` at which a falling function passes `level`, to the last digit or after 200 halvings. */
export function solveFalling(falling: (x: number) => number, level: number, low: number, high: number): number {
  let [above, below] = [low, high];
  for (let step = 0; step < 200; step++) {
    const middle = (above + below) / 2;
    if (middle <= above || middle >= below) break;
    if (falling(middle) > level) above = middle;
    else below = middle;
  }
  return (above + below) / 2;
}
