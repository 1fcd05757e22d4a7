import { request } from 'undici';
import { z } from 'zod';
import type { Query } from './queries.ts';

const sampleSchema = z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) });
const querySchema = z.object({
  status: z.literal('success'),
  data: z.object({ resultType: z.literal('vector'), result: z.array(sampleSchema) }),
});
const rulesSchema = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            name: z.string(),
            type: z.string(),
            health: z.string(),
            state: z.string().optional(),
            lastError: z.string().optional(),
          }),
        ),
      }),
    ),
  }),
});

/** Labels and value of one series at one moment. */
export type Sample = { labels: Record<string, string>; value: number };

/** Asks a Prometheus for an expression's value now. Throws with Prometheus' own words when it cannot be evaluated. */
export async function queryPrometheus(url: string, expression: string): Promise<Sample[]> {
  const { statusCode, body } = await request(`${url}/api/v1/query`, { query: { query: expression } });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${expression}: ${text}`);
  return querySchema
    .parse(JSON.parse(text))
    .data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}

/** What Prometheus says of each rule: whether it could be evaluated, and of an alert whether it fires. */
export async function ruleStates(url: string) {
  const { body } = await request(`${url}/api/v1/rules`);
  return rulesSchema.parse(await body.json()).data.groups.flatMap(({ rules }) => rules);
}

/** Where queries stand that have no value, or none that is a number, at the moment. */
export async function withoutData(url: string, queries: readonly Query[]): Promise<string[]> {
  const answers = await Promise.all(queries.map(({ expression }) => queryPrometheus(url, expression)));
  return queries
    .filter((_, index) => !answers[index]!.some(({ value }) => Number.isFinite(value)))
    .map(({ where }) => where);
}
