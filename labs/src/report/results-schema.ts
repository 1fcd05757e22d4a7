import { z } from 'zod';
import { checkSchema, outcomeSchema, verdictSchema } from './judgement-schema.ts';
import { reportFormat, reportSchema } from './report-schema.ts';

const { id, claim, test, n, alpha, against, observed } = checkSchema.shape;
const { falseAlarm, power } = verdictSchema.shape;

/** What one run came to, without the evidence. */
export const resultSchema = z.object({
  lab: z.string(),
  setting: reportSchema.shape.setting,
  outcome: outcomeSchema,
  because: z.string(),
  deciding: z.array(z.object({ id, claim, observed })).describe('checks that decided'),
  laws: z.array(z.object({ id, claim, test, n, alpha, against })).describe('checks of the source’s claim'),
  checked: z.array(z.string()).describe('ids of all checks that were made'),
  falseAlarm,
  power,
  attempts: z.int().max(2),
  started: z.iso.datetime(),
  seconds: z.number().describe('how long it took'),
  platform: z.string(),
  istio: z.string(),
  product: z.string(),
});

export const resultsSchema = z
  .object({ format: z.literal(reportFormat), runs: z.array(resultSchema) })
  .describe('What came of several runs: of each lab and setting the newest.');

export type Result = z.output<typeof resultSchema>;
export type Results = z.output<typeof resultsSchema>;
