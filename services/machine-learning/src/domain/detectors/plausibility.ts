import type { AnomalyKind } from '@weather/contracts';
import type { Check, Finding } from './check.ts';
import type { Repeats } from './repeats.ts';

/** The thermometer held against the forecast alone. */
export interface Plausibility {
  /** The last reading that was not believed, and how many there were in a row. */
  rejected: number;
  rejections: number;
  /** Cumulative sums of the surprises, upwards and downwards (Page 1954), in half widths of the 90 % interval. */
  up: number;
  down: number;
  /** Sum of the sizes of the surprises since the value last changed. */
  missedChange: number;
}

const hour = 3_600_000;
/** A reading is a spike from this many half widths of the 90 % interval, and from this many K. */
const spikeWidths = 3;
const spikeLeast = 4;
/** A new level is believed after so many readings at it: weather can change that fast, too. */
const acceptedAfter = 6;
/** In K: readings of one level. */
const sameLevel = 3;
/** Reference value and decision limit of the cumulative sums. */
const slack = 0.3;
const driftLimit = 6;
const stuckReadings = 6;
const stuckHours = 5;
const stuckMissed = 4;
const stuckForSure = 14;

export const startPlausibility = (): Plausibility => ({ rejected: 0, rejections: 0, up: 0, down: 0, missedChange: 0 });

/** What the forecast says of the reading; undefined when it is believed. */
export function checkPlausibility(
  state: Plausibility,
  { time, value, expected }: Check,
  repeats: Repeats,
): Finding | undefined {
  if (expected === undefined) return undefined;
  const { mean } = expected;
  const width = Math.max(0.3, (expected.upper - expected.lower) / 2);
  const surprise = (value - mean) / width;
  const range = Math.max(spikeWidths * width, spikeLeast);
  const finding = (kind: AnomalyKind, score: number, trusted = false): Finding => ({
    kind,
    score,
    expected: { lower: mean - range, upper: mean + range },
    believed: mean,
    trusted,
  });
  if (isStuck(state, time, Math.abs(surprise), repeats)) return finding('stuck', repeats.count);
  if (Math.abs(value - mean) > range) {
    const isLevel = state.rejections > 0 && Math.abs(value - state.rejected) <= sameLevel;
    state.rejections = isLevel ? state.rejections + 1 : 1;
    state.rejected = value;
    const isAccepted = state.rejections >= acceptedAfter;
    if (isAccepted) Object.assign(state, startPlausibility());
    return finding(isLevel ? 'jump' : 'spike', Math.abs(surprise), isAccepted);
  }
  state.rejections = 0;
  state.up = Math.max(0, state.up + surprise - slack);
  state.down = Math.max(0, state.down - surprise - slack);
  const sum = Math.max(state.up, state.down);
  if (sum <= driftLimit) return undefined;
  state.up = 0;
  state.down = 0;
  // It began long ago: what it taught is taught, and to refuse this one reading would change nothing.
  return finding('drift', sum, true);
}

/** One value for hours while the forecast saw it change, or for so long that no weather does it. */
function isStuck(state: Plausibility, time: number, surprise: number, repeats: Repeats): boolean {
  state.missedChange = repeats.count === 1 ? 0 : state.missedChange + surprise;
  if (repeats.count < stuckReadings || time - repeats.since < stuckHours * hour) return false;
  return state.missedChange >= stuckMissed || repeats.count >= stuckForSure;
}
