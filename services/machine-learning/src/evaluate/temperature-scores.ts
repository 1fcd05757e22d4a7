import { forecastHorizons } from '@weather/contracts';
import type { Period } from './period.ts';
import type { Walk } from './walk.ts';

const hour = 3_600_000;

/** Scores of one horizon's temperature forecasts, in Cel but for the shares. */
export interface TemperatureScore {
  station: string;
  /** Calendar month, or `all` of the period. */
  month: string;
  horizon: number;
  forecasts: number;
  /** Mean absolute errors: of the model, of the last value, and of the value at the same hour a day before. */
  mae: number;
  maePersistence: number;
  maeYesterday: number;
  /** 1 - MAE over the MAE of the better of the two references. */
  skill: number;
  /** Share of outcomes within the 90 % interval, and its mean width. */
  coverage: number;
  width: number;
}

interface Case {
  time: number;
  error: number;
  persistence: number;
  yesterday: number;
  isCovered: boolean;
  width: number;
}

/** A row for each horizon over the period, and one for each of its months. A forecast counts when it comes true in the period. */
export function temperatureScores(walk: Walk, period: Period): TemperatureScore[] {
  return forecastHorizons.flatMap((horizon, index) => {
    const cases = casesOf(walk, period, horizon, index);
    const months = Map.groupBy(cases, ({ time }) => new Date(time).toISOString().slice(0, 7));
    const groups: [string, Case[]][] = [['all', cases], ...months];
    return groups
      .filter(([, group]) => group.length > 0)
      .map(([month, group]) => ({ station: walk.station, month, horizon, ...scoreOf(group) }));
  });
}

/** Forecasts whose outcome and both references were measured. */
function casesOf({ observations, outputs }: Walk, period: Period, horizon: number, index: number): Case[] {
  const measured = new Map<number, number>();
  for (const { phenomenonTime, result } of observations) {
    if (result.air_temperature !== undefined) measured.set(Date.parse(phenomenonTime), result.air_temperature.value);
  }
  const [from, to] = [Date.parse(period.from), Date.parse(period.to)];
  return observations.flatMap((observation, at) => {
    const made = Date.parse(observation.phenomenonTime);
    const time = made + horizon * hour;
    const forecast = outputs[at]!.horizons[index]?.air_temperature;
    const outcome = measured.get(time);
    const [last, dayBefore] = [measured.get(made), measured.get(time - 24 * hour)];
    if (forecast === undefined || outcome === undefined || last === undefined || dayBefore === undefined) return [];
    if (time < from || time >= to) return [];
    return {
      time,
      error: Math.abs(outcome - forecast.mean),
      persistence: Math.abs(outcome - last),
      yesterday: Math.abs(outcome - dayBefore),
      isCovered: outcome >= forecast.lower && outcome <= forecast.upper,
      width: forecast.upper - forecast.lower,
    };
  });
}

function scoreOf(cases: readonly Case[]) {
  const mean = (value: (one: Case) => number) => cases.reduce((sum, one) => sum + value(one), 0) / cases.length;
  const mae = mean(({ error }) => error);
  const maePersistence = mean(({ persistence }) => persistence);
  const maeYesterday = mean(({ yesterday }) => yesterday);
  const reference = Math.min(maePersistence, maeYesterday);
  return {
    forecasts: cases.length,
    mae,
    maePersistence,
    maeYesterday,
    // A reference without error cannot be beaten, only met.
    skill: reference === 0 ? (mae === 0 ? 0 : -1) : 1 - mae / reference,
    coverage: mean(({ isCovered }) => (isCovered ? 1 : 0)),
    width: mean(({ width }) => width),
  };
}
