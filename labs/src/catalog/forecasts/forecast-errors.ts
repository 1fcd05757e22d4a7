import { type Forecast, type ObservationReceived, eventTypes } from '@weather/contracts';
import { z } from 'zod';
import type { Phase } from '../../bench/evidence.ts';
import { meanOfBlocks } from '../../statistics/index.ts';
import { measuredKey } from './held-out-observations.ts';

/** How far both models' forecasts from one observation were off, on average over the horizons that can be checked. */
export interface ForecastErrors {
  observation: string;
  /**
   * The station, which is one stretch of the archive. What v2 gains goes together within a day (at two airports with a
   * correlation of 0.8) and still from one day to the next (0.2 to 0.3); from stretch to stretch it does not.
   */
  block: string;
  /** Mean absolute errors in Cel. */
  v1: number;
  v2: number;
  horizons: number;
}

const errorsSchema: z.ZodType<ForecastErrors[]> = z.array(
  z.object({ observation: z.string(), block: z.string(), v1: z.number(), v2: z.number(), horizons: z.int() }),
);

/** Those that a phase was given by its lab. */
export const errorsIn = ({ more }: Phase): ForecastErrors[] => errorsSchema.parse(more.errors);

/** The forecast in a model's answer to an observation; undefined where it made none. */
export const forecastIn = ({ results }: ObservationReceived): Forecast | undefined =>
  results.find((result) => result.type === eventTypes.forecast)?.data;

interface OneError extends Pick<ForecastErrors, 'observation' | 'block' | 'horizons'> {
  mean: number;
}

/** Mean absolute error of one forecast, in Cel; undefined where nothing that it speaks of was measured. */
function errorOf(forecast: Forecast, truth: ReadonlyMap<string, number>): OneError | undefined {
  const errors = forecast.horizons.flatMap(({ validTime, air_temperature }) => {
    const value = truth.get(measuredKey(forecast.station, validTime));
    return value === undefined || air_temperature === undefined ? [] : [Math.abs(air_temperature.mean - value)];
  });
  if (errors.length === 0) return undefined;
  return {
    mean: errors.reduce((sum, error) => sum + error, 0) / errors.length,
    horizons: errors.length,
    block: forecast.station,
    observation: forecast.observation.id,
  };
}

/** Errors of both models on the observations that both have spoken of. Their horizons are the same. */
export function pairErrors(
  ofV2: readonly Forecast[],
  ofV1: readonly Forecast[],
  truth: ReadonlyMap<string, number>,
): ForecastErrors[] {
  const first = new Map(
    ofV1.flatMap((forecast) => {
      const error = errorOf(forecast, truth);
      return error === undefined ? [] : [[error.observation, error] as const];
    }),
  );
  return ofV2.flatMap((forecast) => {
    const v2 = errorOf(forecast, truth);
    const v1 = v2 === undefined ? undefined : first.get(v2.observation);
    if (v2 === undefined || v1 === undefined) return [];
    const { observation, block, horizons } = v2;
    return [{ observation, block, v1: v1.mean, v2: v2.mean, horizons }];
  });
}

/** A model's mean absolute error in Cel, each stretch counting once. */
export const meanError = (errors: readonly ForecastErrors[], of: 'v1' | 'v2'): number =>
  meanOfBlocks(errors.map((error) => ({ block: error.block, value: error[of] })));
