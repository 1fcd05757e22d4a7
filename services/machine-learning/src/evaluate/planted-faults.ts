import { anomalyKindSchema, type AnomalyKind, type Observation } from '@weather/contracts';
import type { Model } from '../domain/model.ts';
import type { Period } from './period.ts';
import { walk, type Series } from './walk.ts';

/** Readings left alone before each fault and after it. */
const rest = 72;
const weekOfReadings = 7 * 24;
/** Readings after a fault in which an alarm still counts as one of it: where it ends, the value jumps back. */
const aftermath = 3;

/** Episodes planted in one station's series, and what was found. */
export interface FaultScore {
  station: string;
  kind: AnomalyKind;
  planted: number;
  /** Share of the episodes with an alarm of any kind while they lasted, and with one that names the kind. */
  found: number;
  named: number;
  /** Mean readings from the start of a found episode to its first alarm. */
  delay: number;
}

interface Episode {
  kind: AnomalyKind;
  start: number;
  length: number;
}

/** Alarms per station-week of the period on the series as it is. */
export function falseAlarmsPerWeek(observations: Series, alarms: readonly number[], period: Period): number {
  const within = observations.flatMap((observation, at) => (isWithin(observation, period) ? alarms[at]! : []));
  return within.reduce((sum, count) => sum + count, 0) / (within.length / weekOfReadings);
}

/** Plants faults of each kind into the period, each kind in its own copy of the series, and counts those found. */
export function faultScores<State>(model: Model<State>, series: Series, period: Period, seed: number): FaultScore[] {
  return anomalyKindSchema.options.map((kind, index) => {
    const draw = drawing(seed * 8 + index);
    const episodes = episodesIn(series, period, kind, draw);
    const { outputs } = walk(model, falsified(series, episodes, draw));
    const first = episodes.map(({ start, length }) => {
      const during = outputs.slice(start, start + length + (kind === 'spike' ? 0 : aftermath));
      return {
        delay: during.findIndex(({ anomalies }) => anomalies.length > 0),
        isNamed: during.some(({ anomalies }) => anomalies.some((anomaly) => anomaly.kind === kind)),
      };
    });
    const found = first.filter(({ delay }) => delay >= 0);
    return {
      station: series[0]!.station.id,
      kind,
      planted: episodes.length,
      found: shareOf(found.length, episodes),
      named: shareOf(first.filter(({ isNamed }) => isNamed).length, episodes),
      delay: found.reduce((sum, { delay }) => sum + delay, 0) / Math.max(1, found.length),
    };
  });
}

/** A period too short for any episode has found none. */
function shareOf(count: number, episodes: readonly Episode[]): number {
  return episodes.length === 0 ? 0 : count / episodes.length;
}

function isWithin({ phenomenonTime }: Observation, { from, to }: Period): boolean {
  return phenomenonTime >= from && phenomenonTime < to;
}

function episodesIn(series: Series, period: Period, kind: AnomalyKind, draw: () => number): Episode[] {
  const [least, most] = { spike: [1, 1], stuck: [6, 36], drift: [36, 96], jump: [12, 72] }[kind] as [number, number];
  const episodes: Episode[] = [];
  const first = series.findIndex((observation) => isWithin(observation, period));
  const last = series.findLastIndex((observation) => isWithin(observation, period));
  let start = first + Math.round(rest * draw());
  for (;;) {
    const length = Math.round(least + (most - least) * draw());
    if (start + length + aftermath > last) return episodes;
    episodes.push({ kind, start, length });
    start += length + rest + Math.round(rest * draw());
  }
}

/** Sizes as in the simulation: a spike of 8 to 25, a jump of 5 to 12, a drift of 0.08 to 0.25 Cel per reading. */
function falsified(series: Series, episodes: readonly Episode[], draw: () => number): Observation[] {
  const copy = [...series];
  for (const { kind, start, length } of episodes) {
    const sign = draw() < 0.5 ? -1 : 1;
    const size = draw();
    const held = copy[start - 1]?.result.air_temperature?.value;
    for (let since = 0; since < length; since++) {
      const observation = copy[start + since]!;
      const truth = observation.result.air_temperature?.value;
      if (truth === undefined) continue;
      const shown = {
        spike: truth + sign * (8 + 17 * size),
        stuck: held ?? truth,
        drift: truth + sign * (0.08 + 0.17 * size) * (since + 1),
        jump: truth + sign * (5 + 7 * size),
      }[kind];
      const air_temperature = { value: Math.round(shown * 10) / 10, unit: 'Cel' } as const;
      copy[start + since] = { ...observation, result: { ...observation.result, air_temperature } };
    }
  }
  return copy;
}

/** Uniform numbers in [0, 1) from a seed: mulberry32 (Tommy Ettinger, public domain). */
function drawing(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b9);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
