import type { FurtherLoad, Phase, ProxyAccount } from '../src/bench/evidence.ts';
import type { AccessLine } from '../src/envoy/access-line.ts';
import type { LoadRun, RequestPlan, RequestRecord } from '../src/load/plan.ts';
import { accessLine } from './access-lines.ts';
import { account, replica, startedAt } from './rate-limited-phases.ts';

/** One made-up request, and who put an end to it. */
export interface Asked {
  method?: 'GET' | 'POST';
  path: string;
  to: string;
  status: number;
  by: 'service' | "service's proxy" | "client's proxy" | 'nobody, the connection was cut';
  /** What the proxy says that refused it. */
  details?: string;
}

export interface MadeUpClient {
  name: string;
  hasProxy: boolean;
  /** In its certificate, as far as the proxies beside services see it. */
  identity: string;
  asked: readonly Asked[];
}

interface World {
  /** Workloads with a proxy, and such without one. */
  inside: readonly string[];
  outside?: readonly string[];
  growth?: (log: readonly AccessLine[]) => ProxyAccount['growth'];
}

/** A phase of made-up requests of several clients, as all witnesses would tell of it; as it is after it was written and read. */
export function askedPhase(
  named: { name: string; title: string },
  clients: readonly [MadeUpClient, ...MadeUpClient[]],
  { inside, outside = [], growth = () => ({}) }: World,
): Phase {
  const workloads = [...inside, ...outside];
  const replicaOf = (workload: string) => ({
    ...replica(workload, workloads.indexOf(workload)),
    hasProxy: inside.includes(workload),
  });
  const seen = clients.map((client, index) => {
    const self = { ...replica(`lab-client-${client.name}`, 50 + index), hasProxy: client.hasProxy };
    const id = `lab/run/${named.name}${index === 0 ? '' : `-${client.name}`}`;
    return { client, self, id, asked: client.asked };
  });
  const toClient = ({ by, to, details, ...one }: Asked, id: string, index: number) =>
    accessLine({
      ...lineOf(one, id, index),
      upstream: by === "client's proxy" ? '' : `${replicaOf(to).address}:3001`,
      ...(by === "client's proxy" && { details: details ?? 'direct_response' }),
    });
  const serverLog = (workload: string) =>
    seen.flatMap(({ client, self, id, asked }) =>
      asked.flatMap((one, index) =>
        one.to === workload && one.by !== "client's proxy"
          ? [toServer(one, { client, address: self.address, id, index })]
          : [],
      ),
    );
  const loads = seen.map(({ self, id, asked }): FurtherLoad => ({ replica: self, load: loadOf(id, asked) }));
  const phase: Phase = {
    ...named,
    load: loads[0]!.load,
    ...(loads.length > 1 && { further: loads.slice(1) }),
    proxies: [
      ...seen
        .filter(({ client }) => client.hasProxy)
        .map(({ self, id, asked }) =>
          account(
            self,
            'client',
            asked.map((one, index) => toClient(one, id, index)),
          ),
        ),
      ...inside.map((workload) => {
        const log = serverLog(workload);
        return account(replicaOf(workload), 'server', log, { growth: growth(log) });
      }),
    ],
    services: workloads.map((workload) => ({
      replica: replicaOf(workload),
      answers: answersOf(
        seen.flatMap(({ asked }) => asked.filter(({ to, by }) => to === workload && by === 'service')),
      ),
    })),
    changed: [],
    more: {},
  };
  return JSON.parse(JSON.stringify(phase)) as Phase;
}

type Line = Pick<Asked, 'method' | 'path' | 'status'>;

const lineOf = ({ method = 'GET', path, status }: Line, id: string, index: number) => ({
  time: new Date(startedAt + index).toISOString(),
  method,
  path,
  status,
  requestId: `request-${index} of ${id}`,
  userAgent: `${id}/${index}`,
});

interface From {
  client: MadeUpClient;
  address: string;
  id: string;
  index: number;
}

function toServer({ by, details, ...one }: Asked, { client, address, id, index }: From): AccessLine {
  const downstream = `${address}:${40_000 + index}`;
  const unread = { method: '', path: '', userAgent: '', upstream: '', upstreamCluster: '', flags: 'NR' };
  if (by === 'nobody, the connection was cut')
    return accessLine({ ...lineOf(one, id, index), ...unread, downstream, details: 'filter_chain_not_found' });
  return accessLine({
    ...lineOf(one, id, index),
    downstream,
    peer: client.identity,
    upstreamCluster: 'inbound|3001||',
    ...(by === "service's proxy" && { upstream: '', details: details ?? 'rbac_access_denied_matched_policy[none]' }),
  });
}

function loadOf(id: string, asked: readonly Asked[]): LoadRun {
  const statuses: Record<string, number> = {};
  for (const { status } of asked) statuses[status] = (statuses[status] ?? 0) + 1;
  return {
    plan: { tool: 'k6', id, requests: asked.length } as RequestPlan,
    startedAt,
    endedAt: startedAt + asked.length,
    records: asked.map(recordOf),
    statuses,
    tool: 'made up',
  };
}

const recordOf = ({ to, status, by }: Asked, index: number): RequestRecord => ({
  index,
  sentAt: startedAt + index,
  latencyMs: 1,
  status,
  servedBy: by === 'service' ? `${to}-1` : '',
  version: '',
  marks: {},
  error: status === 0 ? 'read: connection reset by peer' : '',
});

function answersOf(asked: readonly Asked[]): Record<string, number> {
  const answers: Record<string, number> = {};
  for (const { method = 'GET', path, status } of asked) {
    const key = `${method} ${path} ${status}`;
    answers[key] = (answers[key] ?? 0) + 1;
  }
  return answers;
}
