import { z } from 'zod';
import { meshFactsSchema, phaseSchema, propagationSchema } from './evidence-schema.ts';
import { figureSchema } from './figure-schema.ts';
import { checkSchema, verdictSchema } from './judgement-schema.ts';
import { undefinedAsNull } from './undefined-as-null.ts';

/** Rises when an older reader would misread a newer file. */
export const reportFormat = 1;

export const versionsSchema = z.object({
  product: z.string(),
  labs: z.string().describe('of the labs that judged'),
  node: z.string(),
  envoy: undefinedAsNull(z.string()),
  load: z.array(z.string()).describe('programs that made the load, such as `k6 v2.2.0`'),
});

const labSchema = z.object({
  name: z.string(),
  row: z.string().describe('in the table of experiments, such as T1'),
  title: z.string(),
  question: z.string(),
  source: z.object({ where: z.string(), setUp: z.string(), saw: z.string() }),
  since: z.array(z.string()).describe('what changed in the mesh since the source and alters the outcome'),
  scenario: z.string(),
  holdsWhile: z
    .record(z.string(), z.string())
    .exactOptional()
    .describe('by ids of checks that rest on time: what has to be so, or a right rule may break them'),
  client: z.object({ proxyConcurrency: undefinedAsNull(z.int()), why: z.string() }),
});

const attemptSchema = z.object({
  propagation: z.array(propagationSchema),
  phases: z.array(phaseSchema),
  checks: z.array(checkSchema),
  void: undefinedAsNull(z.string()).describe('why its traffic cannot be judged'),
});

const findingSchema = z.object({
  layer: z.string().describe('of the mesh, such as `sidecar` or `subset`'),
  says: z.string(),
  evidence: z.string(),
  command: z.string().describe('proves it'),
});

export const reportSchema = z
  .object({
    format: z.literal(reportFormat),
    versions: versionsSchema,
    facts: meshFactsSchema,
    lab: labSchema,
    setting: z.object({
      name: z.string(),
      title: z.string(),
      isControl: z.boolean().describe('a wrong setting, under which the lab has to come out not reproduced'),
      caughtBy: z
        .array(z.string())
        .exactOptional()
        .describe('of a control, ids of the checks of which one has to fail; older reports, which do not say: any'),
      ownRules: z.literal(true).exactOptional().describe("rules of somebody's own took the place of the scenario's"),
    }),
    seed: z.int(),
    started: z.iso.datetime(),
    ended: z.iso.datetime(),
    manifests: z.array(
      z.object({
        object: z.string().describe('`Kind namespace/name`'),
        yaml: z.string(),
        folder: z
          .string()
          .exactOptional()
          .describe("below the scenario's, of what was put in place in the course of the run"),
      }),
    ),
    propagation: z.array(propagationSchema).describe('how long the rule took to be live, and to be gone again'),
    attempts: z.array(attemptSchema).max(2).describe('none when the rule never became live'),
    verdict: verdictSchema,
    findings: z.array(findingSchema),
    figures: z.array(figureSchema),
    advice: z.string().exactOptional(),
    notes: z.array(z.string()),
    exercise: z
      .object({ student: z.string(), seed: z.int(), parameters: z.record(z.string(), z.int()) })
      .exactOptional()
      .describe("of a student's run: whose it is, and under which numbers it was judged"),
    seal: z.string().exactOptional().describe("of a student's run: HMAC-SHA256 of all the rest, keyed by a token"),
  })
  .describe('One run of one lab: the evidence, the checks made on it, and the verdict.');

/** One run of one lab: all that a page is drawn from. */
export type Report = z.output<typeof reportSchema>;
export type Attempt = Report['attempts'][number];
