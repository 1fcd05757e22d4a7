/** Throws a RangeError unless `value` is a whole number from `least` to `most`. */
export function requireWhole(name: string, value: number, least = 0, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new RangeError(`${name} is ${value}, and must be a whole number ${range}`);
}

/** Throws a RangeError unless `value` is a share: from 0 to 1, both allowed. */
export function requireShare(name: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new RangeError(`${name} is ${value}, and must be a share from 0 to 1 (10 % is 0.1)`);
}

/** Throws a RangeError unless `value` lies between 0 and 1, both excluded. */
export function requireBetween(name: string, value: number): void {
  if (value > 0 && value < 1) return;
  throw new RangeError(`${name} is ${value}, and must lie between 0 and 1`);
}

/** Throws a RangeError unless `value` is a finite number of at least `least`. */
export function requireAtLeast(name: string, value: number, least: number): void {
  if (Number.isFinite(value) && value >= least) return;
  throw new RangeError(`${name} is ${value}, and must be a finite number of at least ${least}`);
}

/** Throws a RangeError unless `value` is finite and above 0. */
export function requirePositive(name: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new RangeError(`${name} is ${value}, and must be a finite number above 0`);
}

/** Throws a RangeError unless the times are finite numbers that never go back. */
export function requireOrdered(name: string, times: readonly number[]): void {
  times.forEach((time, index) => {
    if (Number.isFinite(time) && !(index > 0 && time < times[index - 1]!)) return;
    throw new RangeError(`${name}[${index}] is ${time}, and must be a finite time not before the one ahead of it`);
  });
}

/** Throws a RangeError unless `shares` has at least two shares, all above 0, that sum to 1. */
export function requireShares(name: string, shares: readonly number[]): void {
  const sum = shares.reduce((total, share) => total + share, 0);
  if (shares.length >= 2 && shares.every((share) => share > 0) && Math.abs(sum - 1) < 1e-9) return;
  throw new RangeError(`${name} are [${shares.join(', ')}], and must be two or more shares above 0 that sum to 1`);
}
