import type { RequestRecord } from '../src/load/plan.ts';
import type { Replica } from '../src/mesh/mesh.ts';
import { startedAt } from './rate-limited-phases.ts';

/** What a client notes of a request that this pod has answered, or nobody, 1 ms after it was sent. */
export const recordOf = (pod: Replica | undefined, status: number, index: number): RequestRecord => ({
  index,
  sentAt: startedAt + index,
  latencyMs: 1,
  status,
  servedBy: pod?.name ?? '',
  version: pod?.version ?? '',
  marks: {},
  error: '',
});
