import type { SuspectReading } from '../model.ts';
import type { Check } from './check.ts';
import { checkConsistency, startConsistency, type Consistency } from './consistency.ts';
import { checkPlausibility, startPlausibility, type Plausibility } from './plausibility.ts';
import { countRepeat, noRepeats, type Repeats } from './repeats.ts';

export interface ThermometerState {
  repeats: Repeats;
  consistency: Consistency;
  plausibility: Plausibility;
}

export interface Verdict {
  /** None or one. */
  suspects: SuspectReading[];
  /** The reading, or a better value where there is one. */
  believed: number;
  /** Fit to learn from. */
  trusted: boolean;
}

export const startThermometer = (): ThermometerState => ({
  repeats: noRepeats(),
  consistency: startConsistency(),
  plausibility: startPlausibility(),
});

/**
 * Finds spikes, stuck values, drifts and jumps: by the hygrometer where dew point and humidity were measured, else by
 * the forecast. Without a hygrometer a slow drift cannot be told from a change of the weather, and is found late.
 */
export function checkThermometer(state: ThermometerState, check: Check): Verdict {
  const { value, implied } = check;
  if (!Number.isFinite(value)) return { suspects: [], believed: value, trusted: false };
  countRepeat(state.repeats, check.time, value);
  const finding = Number.isFinite(implied)
    ? checkConsistency(state.consistency, check, state.repeats, isSurprising(check))
    : checkPlausibility(state.plausibility, check, state.repeats);
  if (finding === undefined) return { suspects: [], believed: value, trusted: true };
  const { kind, score, expected, believed, trusted } = finding;
  const suspects = kind === undefined ? [] : [{ kind, score, value, expected }];
  return { suspects, believed: trusted ? value : believed, trusted };
}

function isSurprising({ value, expected }: Check): boolean {
  return expected === undefined || value < expected.lower || value > expected.upper;
}
