import { z } from 'zod';
import { MeshError } from '../mesh/mesh.ts';
import type { LoadRun, RequestPlan, RequestRecord } from './plan.ts';

/** What the script of `labs/load` writes in front of its line of JSON at the end. */
const endMark = 'lab-load: ';

const recordSchema: z.ZodType<RequestRecord> = z.object({
  index: z.int().min(0),
  step: z.int().min(0).exactOptional(),
  sentAt: z.number(),
  latencyMs: z.number(),
  status: z.int(),
  servedBy: z.string(),
  version: z.string(),
  marks: z.record(z.string(), z.string()),
  error: z.string(),
  body: z.unknown().optional(),
});

const endSchema = z.object({ requests: z.int(), startedAt: z.number(), endedAt: z.number() });

export const isRecordLine = (line: string) => line.startsWith('{"index":');

/** Whether the end of what k6 printed is missing. */
export const isCutOff = (printed: string): boolean => !new RegExp(`^${endMark}{.*}$`, 'm').test(printed);

/** Reads what k6 printed. @throws MeshError when there is not exactly one record of each request that it made. */
export function readK6Output(printed: string, plan: RequestPlan): LoadRun {
  const lines = printed.split('\n');
  const end = lines.find((line) => line.startsWith(endMark));
  if (end === undefined) throw new MeshError(`k6 ended without telling what it did: ${lastWords(lines)}`);
  const { requests, startedAt, endedAt } = read(endSchema, end.slice(endMark.length));
  const records = lines.filter(isRecordLine).map((line) => read(recordSchema, line));
  assertWhole(records, requests, plan);
  const statuses: Record<string, number> = {};
  for (const { status } of records) statuses[status] = (statuses[status] ?? 0) + 1;
  return {
    plan,
    startedAt,
    endedAt,
    records: records.toSorted((one, other) => one.index - other.index),
    statuses,
    tool: lines.find((line) => /^k6 v\d/.test(line))?.replace(/^k6 v([^ ]+).*/, 'k6 $1') ?? 'k6',
  };
}

function read<S extends z.ZodType>(schema: S, json: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(json));
  } catch {
    throw new MeshError(`k6 printed a line that cannot be read: ${json.slice(0, 200)}`, 'Run the lab again.');
  }
}

function assertWhole(records: readonly RequestRecord[], requests: number, plan: RequestPlan): void {
  const indices = new Set(records.map(({ index }) => index));
  const strays = records.filter(({ index }) => index >= plan.requests).length;
  if (records.length === requests && indices.size === records.length && strays === 0) return;
  throw new MeshError(
    `k6 made ${requests} requests, and there are ${records.length} records of ${indices.size} different ones`,
    'Run the lab again.',
  );
}

const lastWords = (lines: readonly string[]) =>
  lines
    .filter((line) => line.trim() !== '')
    .slice(-6)
    .join('\n')
    .slice(0, 600);
