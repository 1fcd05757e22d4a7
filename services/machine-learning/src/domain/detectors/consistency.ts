import type { AnomalyKind } from '@weather/contracts';
import type { Check, Finding } from './check.ts';
import type { Repeats } from './repeats.ts';

/** The thermometer held against the temperature that dew point and humidity imply. */
export interface Consistency {
  /** Usual difference of the two in K, and its usual size. */
  bias: number;
  spread: number;
  /** Readings in a row that disagreed, the difference of the first of them and of the last. */
  disagreeing: number;
  first: number;
  last: number;
  /** The difference when the thermometer began to show its present value. */
  atRunStart: number;
}

/** A difference of less than this, in K, is never called a fault. */
const leastTolerance = 0.4;
/** In K: a step this large is no drift. */
const step = 3;
/** Two differences of one jump differ by no more than this, in K. */
const sameLevel = 2;
/** After so many readings in a row the station's instruments are taken to differ for good. */
const newNormal = 168;

export const startConsistency = (): Consistency => ({
  bias: 0,
  spread: 0.05,
  disagreeing: 0,
  first: 0,
  last: 0,
  atRunStart: 0,
});

/**
 * Internal consistency, as WMO's guide on quality control of station data asks for it. `surprising` says that the
 * forecast did not expect the reading either: a lone disagreement that it did expect may be the hygrometer's.
 */
export function checkConsistency(
  state: Consistency,
  { value, implied }: Check,
  repeats: Repeats,
  surprising: boolean,
): Finding | undefined {
  const difference = value - implied - state.bias;
  const tolerance = Math.max(leastTolerance, 6 * state.spread);
  if (repeats.count === 1) state.atRunStart = difference;
  if (Math.abs(difference) <= tolerance || state.disagreeing >= newNormal) {
    learnUsual(state, value - implied);
    return undefined;
  }
  const before = state.last;
  if (state.disagreeing === 0 || Math.sign(difference) !== Math.sign(before)) {
    state.disagreeing = 0;
    state.first = difference;
  }
  state.disagreeing++;
  state.last = difference;
  // The thermometer stood still while the air, by the hygrometer, did not.
  const isStuck = repeats.count >= 3 && state.disagreeing >= 2 && Math.abs(difference - state.atRunStart) > tolerance;
  const kind = isStuck ? 'stuck' : kindOf(state, before, surprising);
  const middle = implied + state.bias;
  const expected = { lower: middle - tolerance, upper: middle + tolerance };
  return { kind, score: Math.abs(difference) / tolerance, expected, believed: middle, trusted: false };
}

function kindOf(state: Consistency, before: number, surprising: boolean): AnomalyKind | undefined {
  const { disagreeing, first, last } = state;
  const isLarge = Math.abs(last) >= step;
  if (disagreeing === 1 || Math.abs(last - before) > sameLevel) return isLarge && surprising ? 'spike' : undefined;
  if (Math.abs(first) >= step) return 'jump';
  return disagreeing >= 4 ? 'drift' : undefined;
}

/** The usual difference moves slowly, so that no drift worth the name is learnt as usual. */
function learnUsual(state: Consistency, difference: number): void {
  if (state.disagreeing >= newNormal) state.bias = difference;
  const deviation = difference - state.bias;
  state.bias += 0.05 * Math.max(-0.1, Math.min(0.1, deviation));
  state.spread += 0.02 * (Math.min(0.2, Math.abs(deviation)) - state.spread);
  state.disagreeing = 0;
  state.last = 0;
}
