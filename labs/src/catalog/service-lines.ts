import { z } from 'zod';
import type { Bench } from '../bench/bench.ts';

/** What a service has logged about one request that it answered. */
export interface ServiceLine {
  requestId: string;
  traceId: string;
  status: number;
  /** Who asked, by the certificate that the service's proxy saw; empty where none was shown. */
  caller: string;
}

/** As a lab has put it into a phase. */
export const serviceLineSchema: z.ZodType<ServiceLine> = z.object({
  requestId: z.string(),
  traceId: z.string(),
  status: z.int(),
  caller: z.string().default(''),
});

const writtenSchema = z
  .object({
    msg: z.literal('request answered'),
    request_id: z.string().default(''),
    trace_id: z.string().default(''),
    status_code: z.int(),
    caller: z.string().default(''),
  })
  .transform(({ request_id, trace_id, status_code, caller }): ServiceLine => ({
    requestId: request_id,
    traceId: trace_id,
    status: status_code,
    caller,
  }));

/** The lines about answered requests among the lines of a service's own log; there are others, and some that are no JSON. */
export const readServiceLog = (lines: readonly string[]): ServiceLine[] =>
  lines.flatMap((line) => writtenSchema.safeParse(jsonOf(line)).data ?? []);

/** What the clocks of a service and of whoever asks may differ by. */
const clocksDifferMs = 2000;

/**
 * What the replicas of a workload have logged about the requests that they answered.
 *
 * @param begun when the first request that is of interest was made: milliseconds since 1970
 */
export async function answeredSince(bench: Bench, workload: string, begun: number): Promise<ServiceLine[]> {
  return readServiceLog((await bench.serviceLogs(workload, new Date(begun - clocksDifferMs))).flat());
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
