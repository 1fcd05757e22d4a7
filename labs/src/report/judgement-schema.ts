import { z } from 'zod';
import { undefinedAsNull } from './undefined-as-null.ts';

const chance = z.number().min(0).max(1);

export const checkSchema = z.object({
  id: z.string(),
  claim: z.string().describe('what is claimed, in a sentence'),
  role: z
    .enum(['law', 'witness', 'shown'])
    .describe("law: the source's claim; witness: two accounts of the same traffic; shown: told, not judged"),
  kind: z.enum(['exact', 'statistical']),
  test: z.string().describe('name of the test'),
  n: z.number().describe('how many observations it rests on'),
  alpha: chance.describe('chance that it fails although the rule is right'),
  against: undefinedAsNull(z.object({ setting: z.string(), power: chance })).describe(
    'a wrong setting that it has to catch, and the chance that it does',
  ),
  expected: z.string(),
  observed: z.string(),
  result: z.enum(['holds', 'fails', 'undecided']),
  counts: z.record(z.string(), z.number()).describe('what the result was computed from'),
});

export const outcomeSchema = z.enum(['reproduced', 'not reproduced', 'inconclusive']);

export const verdictSchema = z.object({
  outcome: outcomeSchema,
  because: z.string(),
  deciding: z.array(z.string()).describe('ids of the checks that decided'),
  falseAlarm: z.number().min(0).describe('bound on the chance that a right rule is called not reproduced'),
  power: undefinedAsNull(chance).describe(
    'least chance to catch the wrong settings that the laws name; null: they name none, or none was put to the test',
  ),
});
