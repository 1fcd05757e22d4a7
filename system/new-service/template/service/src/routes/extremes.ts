import { stationIdSchema, utcTimeSchema } from '@weather/contracts';
import type { Server } from '@weather/service-kit';
import { z } from 'zod';
import type { Reading } from '../domain/day-extremes.ts';
import type { ReadModel } from '../domain/read-model.ts';
import { problemOf } from './problem-answers.ts';

export const templateServicePath = '/api/v1/template-service';

const temperatureSchema = z.strictObject({ value: z.number(), unit: z.literal('Cel'), time: utcTimeSchema });

/** GET /api/v1/template-service. When another service reads it, this belongs into the contracts. */
export const extremesSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      station: stationIdSchema,
      highest: temperatureSchema.describe('of the 24 hours before the newest reading of the station'),
      lowest: temperatureSchema,
    }),
  ),
});

/** What the service is there for: the highest and the lowest temperature of each station's last day. */
export function addExtremesRoute(app: Server, model: ReadModel): void {
  const schema = {
    tags: ['extremes'],
    summary: "The highest and the lowest temperature of each station's last day",
    response: { 200: extremesSchema },
  };
  app.get(templateServicePath, { schema }, async () => {
    try {
      const items = model.extremes().map(({ station, highest, lowest }) => ({
        station,
        highest: temperature(highest),
        lowest: temperature(lowest),
      }));
      return { items };
    } catch (error) {
      throw problemOf(error);
    }
  });
}

const temperature = ({ time, celsius }: Reading) => ({ value: celsius, unit: 'Cel' as const, time });
