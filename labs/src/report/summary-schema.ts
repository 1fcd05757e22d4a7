import { z } from 'zod';
import { meshFactsSchema } from './evidence-schema.ts';
import { outcomeSchema } from './judgement-schema.ts';
import { reportFormat, versionsSchema } from './report-schema.ts';

const sameForAll = {
  format: z.literal(reportFormat),
  versions: versionsSchema,
  facts: meshFactsSchema,
};

const runOfLab = {
  lab: z.string(),
  title: z.string(),
  outcome: outcomeSchema,
  because: z.string(),
  started: z.iso.datetime(),
  seconds: z.number().describe('how long it took'),
};

export const overviewSchema = z
  .object({
    ...sameForAll,
    labs: z.array(
      z.object({
        ...runOfLab,
        row: z.string(),
        sourceSaw: z.string(),
        weSaw: z.array(z.string()).describe('what the deciding checks observed'),
        falseAlarm: z.number().min(0),
        power: z.number().min(0).max(1),
      }),
    ),
  })
  .describe('The outcomes of several labs, with the figures of their source beside ours.');

export const controlsSchema = z
  .object({
    ...sameForAll,
    controls: z.array(
      z.object({
        ...runOfLab,
        control: z.string(),
        setting: z.string().describe('the wrong setting, in words'),
        caught: z.boolean().describe('whether it came out not reproduced, as it must'),
        deciding: z.array(z.object({ claim: z.string(), observed: z.string() })),
      }),
    ),
  })
  .describe('What came out under the wrong settings that each lab names.');

export type Overview = z.output<typeof overviewSchema>;
export type Controls = z.output<typeof controlsSchema>;
