import { z } from 'zod';
import type { AccessLine } from './access-line.ts';

/** What is empty is `null`, or `-` where it stands in a text. */
const text = z
  .string()
  .nullish()
  .transform((value) => (value === '-' ? '' : (value ?? '')));
const count = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);

const lineSchema = z
  .object({
    time: z.string(),
    method: text,
    path: text,
    status: count,
    flags: text,
    details: text,
    duration_ms: count,
    attempts: count,
    user_agent: text,
    request_id: text,
    trace_id: text,
    authority: text,
    peer: text,
    downstream: text,
    upstream: text,
    upstream_cluster: text,
    served_by: text,
    version: text,
    route: text,
  })
  .transform(({ duration_ms, user_agent, request_id, trace_id, upstream_cluster, served_by, ...same }): AccessLine => ({
    ...same,
    durationMs: duration_ms,
    userAgent: user_agent,
    requestId: request_id,
    traceId: trace_id,
    upstreamCluster: upstream_cluster,
    servedBy: served_by,
  }));

/** Reads a line of a proxy's log. @returns undefined when it is none about a request: Envoy's own log goes there, too. */
export function parseAccessLine(line: string): AccessLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return lineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** The lines about requests among the lines of a proxy's log. */
export const parseAccessLog = (lines: readonly string[]): AccessLine[] =>
  lines.flatMap((line) => parseAccessLine(line) ?? []);
