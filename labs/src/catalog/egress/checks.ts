import { modelPath } from '@weather/contracts';
import type { Phase } from '../../bench/evidence.ts';
import { hostOf } from '../../envoy/address.ts';
import type { Check } from '../../judgement/check.ts';
import { exactCheck } from '../../judgement/make-check.ts';
import type { RequestRecord } from '../../load/plan.ts';
import { allOrNothing } from '../all-or-nothing.ts';
import { isRefused, linesFor, recordsFor } from './evidence.ts';
import { outsideHost, outsideWorkload } from './rules.ts';
import { type Destination, destinations, requestsEach } from './traffic.ts';

const statusesOf = (records: readonly RequestRecord[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { status } of records) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

const inWords = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([status, count]) => `${status} for ${count}`)
    .join(', ') || 'no request';

const answeredBy = (records: readonly RequestRecord[], workload: string) =>
  records.filter(({ status, servedBy }) => status === 200 && servedBy.startsWith(`${workload}-`)).length;

/** Not even a connection: the proxy answers by itself. */
function refused(
  phases: readonly Phase[],
  destination: Destination,
  told: Pick<Check, 'id' | 'claim'> & { against: string },
): Check {
  const records = phases.flatMap((phase) => recordsFor(phase, destination));
  const byProxy = phases.flatMap((phase) => linesFor(phase, destination)).filter(isRefused).length;
  const seen = records.filter(({ status, servedBy }) => status === 502 && servedBy === '').length;
  return allOrNothing({
    ...told,
    n: records.length,
    hits: Math.min(seen, byProxy),
    planned: phases.length * requestsEach,
    expected: `502 from the client's own proxy for all ${records.length}`,
    observed: `${inWords(statusesOf(records))}; ${byProxy} answered by the proxy itself`,
    counts: { ...statusesOf(records), 'by the proxy itself': byProxy },
  });
}

export const refusedBefore = (before: Phase): Check =>
  refused([before], 'declared', {
    id: 'refused-before',
    claim: 'as long as nobody declared it, the outside host is refused and hears of nothing',
    against: 'ALLOW_ANY instead of REGISTRY_ONLY',
  });

export const othersRefused = (phases: readonly Phase[]): Check =>
  refused(phases, 'undeclared', {
    id: 'others-refused',
    claim: 'another name for the same address is refused before and after: what is declared is a name, not an address',
    against: 'ALLOW_ANY instead of REGISTRY_ONLY',
  });

export function answeredAfter(after: Phase): Check {
  const records = recordsFor(after, 'declared');
  const hits = answeredBy(records, outsideWorkload);
  const sentTo = [...new Set(linesFor(after, 'declared').map(({ upstreamCluster }) => upstreamCluster || 'nowhere'))];
  return allOrNothing({
    id: 'answered-after',
    claim: `once ${outsideHost} is declared, every request to it is answered from there`,
    n: records.length,
    hits,
    planned: requestsEach,
    against: 'a ServiceEntry for another host',
    expected: `200 from ${outsideWorkload} for all ${records.length}`,
    observed: `${inWords(statusesOf(records))}; sent to ${sentTo.join(', ')}`,
    counts: { ...statusesOf(records), 'answered from there': hits },
  });
}

export function meshStaysOpen(phases: readonly Phase[]): Check {
  const records = phases.flatMap((phase) => recordsFor(phase, 'inside'));
  const hits = answeredBy(records, 'machine-learning-v1');
  return allOrNothing({
    id: 'mesh-stays-open',
    claim: 'services of the mesh are answered before and after: they are known without being declared',
    n: records.length,
    hits,
    planned: phases.length * requestsEach,
    against: 'a Sidecar whose egress hosts leave the namespace out',
    expected: `200 for all ${records.length}`,
    observed: inWords(statusesOf(records)),
    counts: statusesOf(records),
  });
}

/** The host outside has no proxy that would tell, but it counts what it answers. */
export function arrivals(phase: Phase): Check {
  const outside = phase.services.filter(({ replica }) => replica.workload === outsideWorkload);
  const addresses = new Set(outside.map(({ replica }) => replica.address));
  const sent = destinations
    .flatMap((destination) => linesFor(phase, destination))
    .filter(({ upstream }) => addresses.has(hostOf(upstream))).length;
  const counted = outside
    .flatMap(({ answers }) => Object.entries(answers))
    .filter(([key]) => key.startsWith(`GET ${modelPath} `))
    .reduce((sum, [, count]) => sum + count, 0);
  return exactCheck({
    id: `${phase.name}-arrivals`,
    role: 'witness',
    claim: `${phase.title}: the outside host counts as many requests as the client's proxy says it sent there`,
    test: 'conservation of requests',
    n: phase.load.records.length,
    against: undefined,
    expected: 'the same number',
    observed: `${sent} sent, ${counted} counted there`,
    holds: outside.length > 0 && sent === counted,
    counts: { sent, counted },
  });
}
