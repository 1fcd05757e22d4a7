import { forecastHorizons } from '@weather/contracts';
import { observeWord } from './condition-chain.ts';
import { shortCount } from './features.ts';
import { covariatesAt } from './forecast.ts';
import { observeError } from './interval.ts';
import { correct, estimate } from './regression.ts';
import { experts, type Sample } from './samples.ts';
import type { StateV2 } from './state.ts';
import { tuning } from './tuning.ts';

const hour = 3_600_000;
/** An outcome between two readings is interpolated when they are at most this far apart. */
const widestGap = 1.5 * hour;

/** A value that was seen at a time. */
export interface Seen {
  time: number;
  value: number;
}

/** Learns from each forecast that came due after `before` and up to `now`, oldest first. */
export function settleTemperature(state: StateV2, before: Seen, now: Seen): void {
  forEachDue(state, before.time, now.time, (sample, horizon, due) => {
    if (!sample.trusted) return;
    const gap = now.time - before.time;
    if (due < now.time && !(gap <= widestGap)) return;
    const share = due < now.time ? (due - before.time) / gap : 1;
    const outcome = share < 1 ? before.value + share * (now.value - before.value) : now.value;
    learnChange(state, sample, horizon, outcome - sample.temperature);
    const error = outcome - sample.means[horizon]!;
    const { spreadCovariates, spreads } = sample;
    observeError(state.intervals[horizon]!, spreadCovariates, spreads[horizon]!, error, tuning.interval);
  });
}

/** The same for the condition, of which the word nearest to the due time counts. */
export function settleCondition(state: StateV2, before: Seen, now: Seen): void {
  forEachDue(state, before.time, now.time, (sample, horizon, due) => {
    if (due < now.time && !(now.time - before.time <= widestGap)) return;
    const word = now.time - due <= due - before.time ? now.value : before.value;
    observeWord(state.chains[horizon]!, covariatesAt(sample, horizon), word, tuning.chainRate);
  });
}

function forEachDue(
  state: StateV2,
  after: number,
  upTo: number,
  settle: (sample: Sample, horizon: number, due: number) => void,
): void {
  const { ring, next } = state.samples;
  for (let age = 0; age < ring.length; age++) {
    const sample = ring[(next + age) % ring.length]!;
    for (let horizon = 0; horizon < forecastHorizons.length; horizon++) {
      const due = sample.time + forecastHorizons[horizon]! * hour;
      if (due > after && due <= upTo) settle(sample, horizon, due);
    }
  }
}

function learnChange(state: StateV2, sample: Sample, horizon: number, change: number): void {
  const { features, gain, shortGain, changes, spreads } = sample;
  const limit = tuning.errorLimit * spreads[horizon]!;
  const held = (error: number) => Math.max(-limit, Math.min(limit, error));
  const short = features.subarray(0, shortCount);
  correct(state.regression, horizon, gain, held(change - estimate(state.regression, horizon, features)));
  correct(state.shortRegression, horizon, shortGain, held(change - estimate(state.shortRegression, horizon, short)));
  // Exponentially weighted experts with a fading memory (Cesa-Bianchi & Lugosi 2006, 2.11), on the absolute error.
  const first = horizon * experts;
  let mean = 0;
  for (let expert = 0; expert < experts; expert++) {
    const loss = Math.abs(held(change - changes[first + expert]!)) / spreads[horizon]!;
    state.mixture[first + expert] = tuning.mixtureMemory * state.mixture[first + expert]! - tuning.mixtureRate * loss;
    mean += state.mixture[first + expert]! / experts;
  }
  for (let expert = 0; expert < experts; expert++) state.mixture[first + expert]! -= mean;
}
