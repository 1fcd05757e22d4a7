import type { Observation } from '@weather/contracts';
import type { Model } from '../domain/model.ts';
import { conditionScores, type ConditionScore } from './condition-scores.ts';
import { choosePeriod, type Period } from './period.ts';
import { falseAlarmsPerWeek, faultScores, type FaultScore } from './planted-faults.ts';
import { temperatureScores, type TemperatureScore } from './temperature-scores.ts';
import { seriesByStation, walk } from './walk.ts';

export interface EvaluationOptions {
  from: string | undefined;
  to: string | undefined;
  /** Whether faults are planted, and from which seed. */
  faults: boolean;
  seed: number;
}

/** `station: 'mean'` is the mean over the stations. */
export interface Evaluation {
  period: Period;
  observations: number;
  stations: string[];
  /** CPU time of learning and predicting. */
  microsecondsPerObservation: number;
  falseAlarmsPerStationWeek: number;
  temperature: TemperatureScore[];
  condition: ConditionScore[];
  faults?: FaultScore[];
}

/** Walks the model through the observations of each station, predict first and then learn, and scores the period. */
export function evaluate<State>(
  model: Model<State>,
  observations: readonly Observation[],
  options: EvaluationOptions,
): Evaluation {
  const times = observations.map(({ phenomenonTime }) => phenomenonTime).toSorted();
  const period = choosePeriod(times, options.from, options.to);
  const series = seriesByStation(observations);
  const walks = series.map((ofStation) => walk(model, ofStation));
  const temperature = walks.flatMap((each) => temperatureScores(each, period));
  const condition = walks.flatMap((each) => conditionScores(each, period));
  const faults = options.faults ? series.flatMap((each) => faultScores(model, each, period, options.seed)) : undefined;
  const alarms = walks.map((each) => falseAlarms(each.observations, each.outputs, period));
  return {
    period,
    observations: observations.length,
    stations: walks.map(({ station }) => station),
    microsecondsPerObservation: mean(walks.map(({ microseconds }) => microseconds)),
    falseAlarmsPerStationWeek: mean(alarms.filter((rate) => Number.isFinite(rate))),
    temperature: [...temperature, ...meansBy(temperature, ({ month, horizon }) => `${month} ${horizon}`)],
    condition: [...condition, ...meansBy(condition, ({ horizon }) => `${horizon}`)],
    ...(faults && { faults: [...faults, ...meansBy(faults, ({ kind }) => kind)] }),
  };
}

function falseAlarms(
  observations: readonly Observation[],
  outputs: readonly { anomalies: unknown[] }[],
  period: Period,
) {
  return falseAlarmsPerWeek(
    observations,
    outputs.map(({ anomalies }) => anomalies.length),
    period,
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** One row for each group, its numbers the means of the group's. */
function meansBy<Row extends { station: string }>(rows: readonly Row[], group: (row: Row) => string): Row[] {
  return [...Map.groupBy(rows, group).values()].map((members) => {
    const means = Object.entries(members[0]!).map(([name, value]) => [
      name,
      typeof value === 'number' ? mean(members.map((member) => member[name as keyof Row] as number)) : value,
    ]);
    return { ...Object.fromEntries(means), station: 'mean' } as Row;
  });
}
