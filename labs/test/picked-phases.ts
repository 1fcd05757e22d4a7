import { servicePort } from '../src/catalog/names.ts';
import type { Phase } from '../src/bench/evidence.ts';
import type { AccessLine } from '../src/envoy/access-line.ts';
import { accessLine } from './access-lines.ts';
import { countersOf } from './proxy-counters.ts';
import { recordOf } from './made-up-record.ts';
import { account, replica, service, startedAt } from './rate-limited-phases.ts';

/** Who answered one made-up request. */
export interface MadeUpPick {
  /** Index of the pod; undefined: a proxy found nobody. */
  pod: number | undefined;
  status?: number;
  /** How often the client's proxy tried it. */
  attempts?: number;
}

interface Picked {
  name: string;
  /** Of the pods; the first names them. */
  workloads: readonly string[];
  asked: { method: 'GET' | 'POST'; path: string };
  /** Whose proxy picks: the labs' client, unless another is named. */
  from?: string;
  workers?: number;
  upstreamCluster: string;
}

export const picks = (pods: readonly (number | undefined)[]): MadeUpPick[] => pods.map((pod) => ({ pod }));

/** A pod for each index, in turn of the workloads. */
export const podsOf = ({ workloads }: Pick<Picked, 'workloads'>, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ...replica(workloads[index % workloads.length]!, index),
    version: `v${(index % workloads.length) + 1}`,
  }));

/** Requests one after the other, each to the pod that was picked for it. */
export function pickedPhase(picked: Picked, count: number, made: readonly MadeUpPick[]): Phase {
  const { name, asked, from = 'lab-client', workers = 1, upstreamCluster } = picked;
  const pods = podsOf(picked, count);
  const statusOf = ({ pod, status }: MadeUpPick) => status ?? (pod === undefined ? 503 : 200);
  const records = made.map((one, index) =>
    recordOf(one.pod === undefined ? undefined : pods[one.pod]!, statusOf(one), index),
  );
  const lines = made.map((one, index) =>
    accessLine({
      ...asked,
      time: timeOf(index),
      status: statusOf(one),
      attempts: one.attempts ?? 1,
      upstreamCluster,
      ...(one.pod === undefined
        ? { upstream: '', flags: 'UH', details: 'no_healthy_upstream' }
        : { upstream: `${pods[one.pod]!.address}:${servicePort}` }),
    }),
  );
  const servers = pods.map((pod, index) =>
    account(
      pod,
      'server',
      lines.filter((_, line) => made[line]!.pod === index),
    ),
  );
  const statuses: Record<string, number> = {};
  for (const { status } of records) statuses[status] = (statuses[status] ?? 0) + 1;
  const load = { plan: undefined, startedAt, endedAt: startedAt + made.length, records, statuses, tool: 'made up' };
  return {
    name,
    title: name,
    load,
    proxies: [
      account(replica(from, 90), 'client', lines, { workers, ...countersOf('client', lines.map(handedOverOnce)) }),
      ...servers,
    ],
    services: pods.map((pod, index) =>
      service(pod, `${asked.method} ${asked.path}`, made.filter((one) => one.pod === index).length),
    ),
    changed: [],
    more: {},
  };
}

/** What is tried again was not handed over before. */
const handedOverOnce = (line: AccessLine): AccessLine => ({ ...line, attempts: 1 });

const timeOf = (index: number) => new Date(startedAt + index).toISOString();
