import type { Phase } from '../src/bench/evidence.ts';
import type { AccessLine } from '../src/envoy/access-line.ts';
import type { RequestPlan } from '../src/load/plan.ts';
import type { Replica } from '../src/mesh/mesh.ts';
import { accessLine } from './access-lines.ts';
import { recordOf } from './made-up-record.ts';
import { account, replica, service, startedAt } from './rate-limited-phases.ts';

/** A made-up request: who asked, and which pod answered, if any did. */
export interface Asked {
  pod: Replica | undefined;
  line?: Partial<AccessLine>;
  /** By whose proxy it went; the lab's client unless said otherwise. */
  caller?: string;
}

interface Around {
  pods: readonly Replica[];
  /** `METHOD path` of what the pods are asked for. */
  what: string;
  plan?: Partial<RequestPlan>;
  more?: Record<string, unknown>;
}

export const podOf = (version: string, index: number, workload = `machine-learning-${version}`): Replica => ({
  ...replica(workload, index),
  version,
});

/** A phase in which these requests were made one after the other, told by all witnesses alike. */
export function routedPhase(name: string, requests: readonly Asked[], { pods, what, plan, more = {} }: Around): Phase {
  const [method, path] = what.split(' ') as [RequestPlan['method'], string];
  const told = requests.map((asked, index) => ({ asked, line: lineOf(asked, index, { method, path }) }));
  const callers = [...new Set(['client', ...requests.map(({ caller = 'client' }) => caller)])];
  const statuses: Record<string, number> = {};
  for (const { line } of told) statuses[line.status] = (statuses[line.status] ?? 0) + 1;
  const at = (pod: Replica) => told.filter(({ asked }) => asked.pod === pod).map(({ line }) => line);
  const phase = {
    name,
    title: name,
    load: {
      plan: plan as RequestPlan,
      startedAt,
      endedAt: startedAt + requests.length,
      records: told.map(({ asked, line }, index) => recordOf(asked.pod, line.status, index)),
      statuses,
      tool: 'made up',
    },
    proxies: [
      ...callers.map((caller, index) =>
        account(
          replica(caller, 100 + index),
          'client',
          told.filter(({ asked }) => (asked.caller ?? 'client') === caller).map(({ line }) => line),
        ),
      ),
      ...pods.map((pod) => account(pod, 'server', at(pod))),
    ],
    services: pods.map((pod) => service(pod, what, at(pod).length)),
    changed: [],
    more,
  } satisfies Phase;
  // As it is after it was written to a file and read again.
  return JSON.parse(JSON.stringify(phase)) as Phase;
}

const lineOf = ({ pod, line }: Asked, index: number, asked: { method: string; path: string }): AccessLine =>
  accessLine({
    ...asked,
    time: new Date(startedAt + index).toISOString(),
    requestId: `request-${index}`,
    ...(pod === undefined
      ? { status: 503, upstream: '', flags: 'NC', details: 'cluster_not_found', version: '', servedBy: '' }
      : { upstream: `${pod.address}:3001`, version: pod.version, servedBy: pod.name }),
    ...line,
  });
