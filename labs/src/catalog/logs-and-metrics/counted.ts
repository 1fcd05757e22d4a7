import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { exactCheck } from '../../judgement/make-check.ts';
import { accountsOf, type Told } from './evidence.ts';
import { client, queue, simulation } from './names.ts';

/** How often each status was counted, by one who counts. */
export interface Account {
  name: string;
  statuses: Record<string, number>;
}

const tally = (lines: readonly { status: number }[]): Record<string, number> => {
  const statuses: Record<string, number> = {};
  for (const { status } of lines) statuses[status] = (statuses[status] ?? 0) + 1;
  return statuses;
};

/** `cluster.inbound|3001||;.upstream_rq_200`; with `internal` or `external` in front of it the same are counted once more. */
const statusCounter = /(?<!\.(?:internal|external))\.upstream_rq_(\d{3})$/;

/** Envoy's own. */
function counterOf(phase: Phase, workload: string, side: 'client' | 'server', to: string): Account {
  const statuses: Record<string, number> = {};
  for (const { growth } of accountsOf(phase, workload, side))
    for (const [name, count] of Object.entries(growth)) {
      const status = statusCounter.exec(name)?.[1];
      if (status !== undefined && name.startsWith(`cluster.${to}`)) statuses[status] = (statuses[status] ?? 0) + count;
    }
  return { name: `counter of the proxy of ${workload}, ${side === 'client' ? 'out' : 'in'}`, statuses };
}

function counterOfService({ services }: Phase, workload: string): Account {
  const statuses: Record<string, number> = {};
  for (const { replica, answers } of services)
    for (const [key, count] of Object.entries(answers)) {
      const status = key.split(' ').at(-1)!;
      if (replica.workload === workload) statuses[status] = (statuses[status] ?? 0) + count;
    }
  return { name: `counter of ${workload}`, statuses };
}

/** All who count what was asked of simulation, and what was asked of the queue. */
export function accountsAt(phase: Phase, { requests, places }: Told): { simulation: Account[]; queue: Account[] } {
  const logs = places.map(({ name, lines }) => ({
    name: `log of ${name === simulation || name === queue ? name : `the ${name}`}`,
    statuses: tally(lines),
  }));
  return {
    simulation: [
      { name: 'client', statuses: tally(requests) },
      ...logs.slice(0, 3),
      counterOf(phase, client, 'client', `outbound|3001||${simulation}.`),
      counterOf(phase, simulation, 'server', 'inbound|3001|'),
      counterOfService(phase, simulation),
    ],
    queue: [
      // Of each simulation that was served one observation went to the queue.
      { name: 'client, of what was served', statuses: tally(requests.filter(({ status }) => status === 200)) },
      ...logs.slice(3),
      counterOf(phase, simulation, 'client', `outbound|3001||${queue}.`),
      counterOf(phase, queue, 'server', 'inbound|3001|'),
      counterOfService(phase, queue),
    ],
  };
}

const text = (statuses: Record<string, number>) =>
  Object.keys(statuses)
    .toSorted()
    .map((status) => `${status}: ${statuses[status]}`)
    .join(', ') || 'nothing';

/** All who count the same requests come to the same, status by status. */
export function sameCounts(service: string, accounts: readonly Account[]): Check {
  const [first] = accounts;
  const n = Object.values(first!.statuses).reduce((sum, count) => sum + count, 0);
  const off = accounts.filter(({ statuses }) => text(statuses) !== text(first!.statuses));
  return exactCheck({
    id: `${service}-counts`,
    claim: `logs and counters come to the same number of requests to ${service}, status by status`,
    test: 'exact: conservation of requests',
    n,
    against: { setting: 'a counter that is switched off', power: n === 0 ? 0 : 1 },
    expected: `${text(first!.statuses)}, by all ${accounts.length} accounts`,
    observed:
      off.length === 0
        ? `all ${accounts.length} agree`
        : off.map(({ name, statuses }) => `${name}: ${text(statuses)}`).join('; '),
    holds: n >= 100 ? off.length === 0 : undefined,
    counts: Object.fromEntries(
      accounts.flatMap(({ name, statuses }) =>
        Object.entries(statuses).map(([status, count]) => [`${name}, ${status}`, count]),
      ),
    ),
  });
}

/** By Istio's own metric, where there is one: a proxy without Istio's extensions does not have it. */
export function istioCounts({ istio }: Told, wanted: { simulation: Account; queue: Account }): Check {
  const accounts = [simulation, queue].flatMap((workload) =>
    ['source', 'destination'].map((reporter) => ({
      workload,
      name: `${reporter} ${workload}`,
      statuses: statusesOf(istio, `${reporter} ${workload} `),
    })),
  );
  const isThere = Object.keys(istio).length > 0;
  const off = accounts.filter(({ workload, statuses }) => {
    const { statuses: expected } = workload === simulation ? wanted.simulation : wanted.queue;
    return text(statuses) !== text(expected);
  });
  return exactCheck({
    id: 'istio-requests-total',
    role: isThere ? 'law' : 'shown',
    claim: `istio_requests_total comes to the same, on both sides${isThere ? '' : ' (not judged here)'}`,
    test: 'exact: conservation of requests',
    n: Object.values(wanted.simulation.statuses).reduce((sum, count) => sum + count, 0),
    against: isThere ? { setting: 'the metric switched off for a workload', power: 1 } : undefined,
    expected: `${simulation} ${text(wanted.simulation.statuses)}; ${queue} ${text(wanted.queue.statuses)}`,
    observed: !isThere
      ? 'these proxies have no such metric: it is an extension of Istio to Envoy'
      : off.length === 0
        ? 'the same'
        : off.map(({ name, statuses }) => `${name}: ${text(statuses)}`).join('; '),
    holds: isThere ? off.length === 0 : undefined,
    counts: istio,
  });
}

const statusesOf = (istio: Record<string, number>, prefix: string): Record<string, number> =>
  Object.fromEntries(
    Object.entries(istio)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, count]) => [key.slice(prefix.length), count]),
  );
