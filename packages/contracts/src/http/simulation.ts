import { z } from 'zod';
import { stationIdSchema } from '../observation.ts';
import { choiceQuery, decimalQuery, flagQuery, wholeNumberQuery } from '../query.ts';

export const performSimulationPath = '/api/v1/performSimulation';

export const observationModeSchema = z.enum(['temperature', 'weather']);

export type ObservationMode = z.infer<typeof observationModeSchema>;

const day = 24 * 60 * 60 * 1000;

const stationsRule = 'must be a number from 1 to 500 or station ids with commas between them';

/** A whole number of stations, or their ids with commas between them. Digits alone are a number, never an id. */
const stationsSchema = z
  .string({ error: `${stationsRule}, once` })
  .regex(
    /^([1-9][0-9]?|[1-4][0-9]{2}|500|(?![0-9]+$)[A-Za-z0-9._-]{1,64}(,[A-Za-z0-9._-]{1,64}){0,99})$/,
    stationsRule,
  );

/** Query of performSimulation: `duration`, `type` and `threads` are the thesis's, the rest is ours. */
export const performSimulationQuerySchema = z
  .strictObject({
    duration: wholeNumberQuery(1, day, 'milliseconds').describe('milliseconds to run'),
    type: choiceQuery(observationModeSchema.options).describe(
      'what is measured: air temperature, or weather condition and all that goes with it',
    ),
    threads: wholeNumberQuery(1, 64)
      .default(1)
      .describe('senders at work at once; a station always stays with one sender'),
    rate: decimalQuery(0.001, 1_000_000)
      .optional()
      .describe('observations per second over all stations; without rate or speed, as fast as answers come back'),
    speed: decimalQuery(0.001, 10_000_000).optional().describe('simulated seconds per second; not together with rate'),
    source: choiceQuery(['synthetic', 'replay'])
      .default('synthetic')
      .describe('made-up weather, or the shipped observations of 2013'),
    stations: stationsSchema.optional().describe('how many, or which'),
    seed: wholeNumberQuery(0, 2 ** 32 - 1)
      .optional()
      .describe('the same seed gives the same events; without it one is drawn and told'),
    faults: decimalQuery(0, 1).default(0).describe('chance per observation that a sensor fault begins'),
    resume: flagQuery
      .default(false)
      .describe('go on after the last observation that message-queue holds of each station'),
  })
  .refine((query) => query.rate === undefined || query.speed === undefined, {
    message: 'rate and speed exclude each other: give one of them',
    path: ['speed'],
  });

export type PerformSimulationQuery = z.infer<typeof performSimulationQuerySchema>;

const count = z.int().min(0);

/** What one simulation did. generated = acked + failed; sent = generated + retried. */
export const simulationAccountSchema = z.strictObject({
  seed: z.int().min(0),
  source: z.enum(['synthetic', 'replay']),
  type: observationModeSchema,
  stations: z.array(stationIdSchema),
  durationMs: z.number().min(0).describe('how long it really ran'),
  generated: count.describe('different observations handed to a sender'),
  sent: count.describe('requests that were made, retries among them'),
  acked: count.describe('observations that message-queue said are durable, duplicates among them'),
  duplicates: count.describe('of those acked, the ones that it already had'),
  retried: count.describe('requests that repeated an earlier one'),
  failed: count.describe('observations given up: refused for good, or still unanswered at the end'),
  late: count.describe('observations that left later than rate or speed asked, by more than 100 ms'),
  plantedFaults: count.describe('acked observations that carry a planted fault'),
  firstSequence: z.record(z.string(), z.int()).describe('per station, the first sequence that was sent'),
  lastSequence: z.record(z.string(), z.int()).describe('per station, the last sequence that was acked'),
});

export type SimulationAccount = z.infer<typeof simulationAccountSchema>;
