import { z } from 'zod';
import { MeshError } from '../mesh/mesh.ts';
import type { FortioPlan, LoadRun } from './plan.ts';

const resultSchema = z.object({
  Version: z.string(),
  StartTime: z.iso.datetime({ offset: true }),
  /** Nanoseconds. */
  ActualDuration: z.number(),
  RetCodes: z.record(z.string(), z.int()),
});

/** Reads what `fortio load -json -` printed. */
export function readFortioResult(printed: string, plan: FortioPlan): LoadRun {
  const parsed = resultSchema.safeParse(parse(printed));
  if (!parsed.success) throw new MeshError(`fortio's result is not as expected:\n${z.prettifyError(parsed.error)}`);
  const { Version, StartTime, ActualDuration, RetCodes } = parsed.data;
  // It says -1 where there was no answer.
  const { '-1': unanswered, ...answered } = RetCodes;
  const statuses = unanswered === undefined ? answered : { ...answered, '0': unanswered };
  const calls = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  if (calls !== plan.requests)
    throw new MeshError(`fortio was to make ${plan.requests} requests and tells of ${calls}`, 'Run the lab again.');
  const startedAt = Date.parse(StartTime);
  const endedAt = startedAt + ActualDuration / 1e6;
  return { plan, startedAt, endedAt, records: [], statuses, tool: `fortio ${Version.split(' ')[0]}` };
}

/** What it logs may stand around the result. */
function parse(printed: string): unknown {
  const start = printed.indexOf('{');
  try {
    return JSON.parse(printed.slice(start, printed.lastIndexOf('}') + 1));
  } catch {
    throw new MeshError(`fortio printed no result: ${printed.trim().slice(0, 200)}`);
  }
}
