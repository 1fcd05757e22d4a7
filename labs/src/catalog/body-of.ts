import { problemSchema } from '@weather/contracts';
import type { z } from 'zod';
import type { RequestRecord } from '../load/plan.ts';
import { MeshError } from '../mesh/mesh.ts';

/**
 * What a service answered to a request without which a lab cannot go on.
 *
 * @throws MeshError when it answered with an error, not at all, or with something else than it should
 */
export function bodyOf<S extends z.ZodType>(
  record: RequestRecord | undefined,
  service: string,
  schema: S,
): z.output<S> {
  if (record === undefined) throw new MeshError(`${service} was not asked in time`, again);
  const { status, body } = record;
  if (status < 200 || status > 299) throw new MeshError(`${service} ${faultOf(record)}`, hint);
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new MeshError(`${service} answered ${status} with what nobody expects of it`, hint);
  return parsed.data;
}

const again = 'Run the lab again.';
const hint = `Does the whole system run? See: pnpm cluster status. ${again}`;

function faultOf({ status, body, servedBy, error }: RequestRecord): string {
  if (status === 0) return `did not answer: ${error}`;
  const { title, detail } = problemSchema.partial().safeParse(body).data ?? {};
  const reason = detail ?? title ?? (servedBy === '' ? 'a proxy said so, no pod of it' : `said its pod ${servedBy}`);
  return `answered ${status}: ${reason}`;
}
