/** Places numbers along a line of a drawing. */
export interface Scale {
  (value: number): number;
  /** Round numbers, from end to end. */
  ticks: number[];
}

/**
 * A scale whose ends are round numbers that hold all values.
 *
 * @param from where its lower end stands, in units of the drawing
 * @param wanted about how many ticks
 */
export function scaleOver(values: readonly number[], from: number, to: number, wanted = 5): Scale {
  const ticks = roundTicks(smallest(values), largest(values), wanted);
  const low = ticks[0]!;
  const high = ticks.at(-1)!;
  const place = (value: number) => from + ((value - low) / (high - low)) * (to - from);
  return Object.assign(place, { ticks });
}

/** What is smaller than this counts as nothing: a step below it would be none. */
const nothing = 1e-300;

function roundTicks(low: number, high: number, wanted: number): number[] {
  if (Math.max(Math.abs(low), Math.abs(high)) < nothing) return roundTicks(0, 1, wanted);
  // Values that are the same but for rounding have no distance to divide.
  if (high - low <= 1e-9 * Math.max(Math.abs(low), Math.abs(high)))
    return roundTicks(Math.min(0, low), high === 0 ? 1 : Math.max(0, high), wanted);
  const step = roundStep((high - low) / wanted);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  // Without the rounding, 3 × 0.1 would be 0.30000000000000004.
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(14)));
}

/** The least of 1, 2 and 5 times a power of ten that is no less. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least * (1 - 1e-9))!;
}

/** Spread over thousands of values, Math.min(...) would fill the stack. */
const smallest = (values: readonly number[]) => values.reduce((least, value) => Math.min(least, value), Infinity);
const largest = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value), -Infinity);
