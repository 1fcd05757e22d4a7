import { type ObservationReceived, eventTypes } from '@weather/contracts';
import { meanOfBlocks } from '../../statistics/index.ts';
import { measuredKey } from './observations.ts';

/** How far both models' forecasts from one observation were off, on average over the horizons that can be checked. */
export interface ForecastErrors {
  observation: string;
  /** The real day on which it was measured: errors of one day depend on each other, at whichever airport. */
  block: string;
  /** Mean absolute errors in Cel. */
  v1: number;
  v2: number;
  horizons: number;
}

/**
 * Mean absolute error of what a model said from one observation, in Cel.
 *
 * @param answer what it answered to `POST /api/v1/events`
 * @returns undefined where it made no forecast, or none of a time that was measured
 */
export function errorOf(
  { results }: ObservationReceived,
  truth: ReadonlyMap<string, number>,
): { mean: number; horizons: number; block: string; observation: string } | undefined {
  const forecast = results.find((result) => result.type === eventTypes.forecast)?.data;
  if (forecast === undefined) return undefined;
  const errors = forecast.horizons.flatMap(({ validTime, air_temperature }) => {
    const value = truth.get(measuredKey(forecast.station, validTime));
    return value === undefined || air_temperature === undefined ? [] : [Math.abs(air_temperature.mean - value)];
  });
  if (errors.length === 0) return undefined;
  return {
    mean: errors.reduce((sum, error) => sum + error, 0) / errors.length,
    horizons: errors.length,
    block: forecast.madeAt.slice(0, 10),
    observation: forecast.observation.id,
  };
}

/** Errors of both models on the observations that both have spoken of. Their horizons are the same. */
export function pairErrors(
  ofV2: readonly ObservationReceived[],
  ofV1: readonly ObservationReceived[],
  truth: ReadonlyMap<string, number>,
): ForecastErrors[] {
  const first = new Map(
    ofV1.flatMap((answer) => {
      const error = errorOf(answer, truth);
      return error === undefined ? [] : [[error.observation, error] as const];
    }),
  );
  return ofV2.flatMap((answer) => {
    const v2 = errorOf(answer, truth);
    const v1 = v2 === undefined ? undefined : first.get(v2.observation);
    if (v2 === undefined || v1 === undefined) return [];
    const { observation, block, horizons } = v2;
    return [{ observation, block, v1: v1.mean, v2: v2.mean, horizons }];
  });
}

/** A model's mean absolute error in Cel, each day counting once. */
export const meanError = (errors: readonly ForecastErrors[], of: 'v1' | 'v2'): number =>
  meanOfBlocks(errors.map((error) => ({ block: error.block, value: error[of] })));
