import { z } from 'zod';

/** What a service has logged about one request that it answered. */
export interface ServiceLine {
  requestId: string;
  traceId: string;
  status: number;
}

const writtenSchema = z
  .object({
    msg: z.literal('request answered'),
    request_id: z.string().default(''),
    trace_id: z.string().default(''),
    status_code: z.int(),
  })
  .transform(({ request_id, trace_id, status_code }): ServiceLine => ({
    requestId: request_id,
    traceId: trace_id,
    status: status_code,
  }));

/** The lines about answered requests among the lines of a service's own log; there are others, and some that are no JSON. */
export const readServiceLog = (lines: readonly string[]): ServiceLine[] =>
  lines.flatMap((line) => writtenSchema.safeParse(jsonOf(line)).data ?? []);

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
