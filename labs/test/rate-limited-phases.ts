import type { Phase, ProxyAccount, ServiceAccount } from '../src/bench/evidence.ts';
import type { AccessLine } from '../src/envoy/access-line.ts';
import type { RequestRecord } from '../src/load/plan.ts';
import type { Replica } from '../src/mesh/mesh.ts';
import { accessLine } from './access-lines.ts';
import { countersOf } from './proxy-counters.ts';

/** Where made-up traffic begins: a full minute. */
export const startedAt = Date.parse('2026-01-01T00:00:00.000Z');

/** What became of one made-up request. */
export interface MadeUp {
  /** Milliseconds since 1970. */
  at: number;
  status: number;
  /** Index of the pod that it was for. */
  pod: number;
  /** Whether a service answered it. */
  served: boolean;
  /** What the proxy that refused says of it in its log. */
  refusal: Pick<AccessLine, 'flags' | 'details'>;
  marks: Record<string, string>;
}

export const replica = (workload: string, index: number): Replica => ({
  workload,
  name: `${workload}-${index}`,
  address: `10.0.0.${index + 10}`,
  version: 'v1',
  ready: true,
  hasProxy: true,
});

export const account = (
  of: Replica,
  side: ProxyAccount['side'],
  log: AccessLine[],
  more: Partial<ProxyAccount> = {},
): ProxyAccount => {
  const { growth, picks } = countersOf(side, log);
  return { replica: of, side, workers: 1, picks, log, others: {}, ...more, growth: { ...growth, ...more.growth } };
};

export const service = (of: Replica, key: string, count: number): ServiceAccount => ({
  replica: of,
  answers: count === 0 ? {} : { [`${key} 200`]: count },
});

/** The line of a proxy that passed a request on, or refused it itself. */
export const lineOf = ({ at, status, served, refusal }: MadeUp, upstream: string, path: string): AccessLine =>
  accessLine({
    time: new Date(at).toISOString(),
    path,
    status,
    upstream: served ? upstream : '',
    ...(served ? {} : refusal),
  });

export const recordOf = ({ at, status, served, marks, pod }: MadeUp, index: number): RequestRecord => ({
  index,
  sentAt: at,
  latencyMs: 1,
  status,
  servedBy: served ? `pod-${pod}` : '',
  version: served ? 'v1' : '',
  marks,
  error: '',
});

export function phaseOf(
  named: { name: string; title: string },
  requests: readonly MadeUp[],
  { proxies, services }: Pick<Phase, 'proxies' | 'services'>,
): Phase {
  const statuses: Record<string, number> = {};
  for (const { status } of requests) statuses[status] = (statuses[status] ?? 0) + 1;
  const endedAt = (requests.at(-1)?.at ?? startedAt) + 100;
  const load = {
    plan: undefined,
    startedAt: requests[0]?.at ?? startedAt,
    endedAt,
    records: requests.map(recordOf),
    statuses,
    tool: 'made up',
  };
  // As it is after it was written to a file and read again.
  return JSON.parse(JSON.stringify({ ...named, load, proxies, services, changed: [], more: {} })) as Phase;
}
