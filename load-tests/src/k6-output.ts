import { createInterface } from 'node:readline';
import { z } from 'zod';
import { summaryMark } from '../lib/config.ts';
import type { LoadSummary } from '../lib/summary.ts';

const figure = z.number();

const summarySchema: z.ZodType<LoadSummary> = z.object({
  profile: z.string(),
  stories: z.array(z.string()),
  seconds: figure,
  passed: z.boolean(),
  unmeasured: z.array(z.string()),
  counts: z.object({
    requests: figure,
    iterations: figure,
    dropped: figure,
    acknowledged: figure,
    duplicates: figure,
    found: figure,
    forecastsArrived: figure,
    forecastsMissing: figure,
    checksPassed: figure,
    checksFailed: figure,
  }),
  latencies: z.record(z.string(), z.record(z.string(), figure)),
  thresholds: z.array(
    z.object({ metric: z.string(), expression: z.string(), measured: figure.nullable(), ok: z.boolean() }),
  ),
});

/** Reads what k6 prints to its end. @returns the summary, if one came; every other line goes to `onLine`. */
export async function readK6Output(
  output: NodeJS.ReadableStream,
  onLine: (line: string) => void,
): Promise<LoadSummary | undefined> {
  let summary: LoadSummary | undefined;
  for await (const line of createInterface({ input: output })) {
    if (line.startsWith(summaryMark)) summary = summarySchema.parse(JSON.parse(line.slice(summaryMark.length)));
    else if (line.trim() !== '') onLine(line);
  }
  return summary;
}
