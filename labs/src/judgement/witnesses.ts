import type { Phase, ProxyAccount } from '../bench/evidence.ts';
import type { AccessLine } from '../envoy/access-line.ts';
import { hostOf } from '../envoy/address.ts';
import { sentIn } from '../load/sent.ts';
import type { Check } from './check.ts';

/** What a phase's requests ask for, so that a service's own count of them can be found. */
export interface Asked {
  method: string;
  /** Of the service's route, which for the labs' requests is the path. */
  route: string;
  /** Whether requests may have been copied on the way: then what a proxy passed on is told by its counters, not by its log. */
  copies?: boolean;
}

/**
 * Whether client, proxies and services tell the same of one phase: sent = what the client's proxy logged, status by
 * status = what it says it passed on = what the proxies and the services on the other side counted. Of a client from
 * outside the mesh, which has no proxy, the gateway's is the first that knows.
 */
export function witnessesOf(phase: Phase, asked: Asked): Check {
  const sent = sentIn(phase.load);
  const first = phase.proxies.some(({ side }) => side === 'gateway') && !hasClientProxy(phase) ? 'gateway' : 'client';
  const log = phase.proxies.filter(({ side }) => side === first).flatMap((proxy) => proxy.log);
  const counts: Record<string, number> = { 'client sent': sent, [`${first} proxy logged`]: log.length };
  const disagreements =
    log.length === sent
      ? statusesThatDiffer(phase, log)
      : [`${sent} sent, but ${log.length} in the log of the ${first}'s proxy`];
  for (const side of first === 'client' ? (['gateway', 'server'] as const) : (['server'] as const)) {
    const { passedOn, seen } = atSide(phase, side, asked.copies ?? false);
    if (seen === undefined) continue;
    Object.assign(counts, { [`passed on to ${side}`]: passedOn, [`${side} proxies logged`]: seen });
    if (passedOn !== seen)
      disagreements.push(`${passedOn} passed on to the ${side} side, whose proxies logged ${seen}`);
  }
  const { reached, counted } = atServices(phase, asked);
  if (phase.services.length > 0) {
    Object.assign(counts, { 'reached a service': reached, 'services counted': counted });
    if (reached !== counted)
      disagreements.push(`${reached} reached a service according to its proxy, ${counted} by its own count`);
  }
  return {
    id: `${phase.name}-witnesses`,
    claim: `${phase.title}: client, proxies and services tell the same`,
    role: 'witness',
    kind: 'exact',
    test: 'conservation of requests',
    n: sent,
    alpha: 0,
    against: undefined,
    expected: 'sent = logged = passed on = served, status by status',
    observed: disagreements.length === 0 ? `all agree on ${sent} requests` : disagreements.join('; '),
    result: disagreements.length === 0 ? 'holds' : 'fails',
    counts,
  };
}

/** What the proxies before say they passed on to those of one side, and what these saw; undefined without any. */
function atSide({ proxies }: Phase, side: 'gateway' | 'server', byCounters: boolean) {
  const there = proxies.filter((proxy) => proxy.side === side);
  const addresses = new Set(there.map(({ replica }) => replica.address));
  const before = proxies.filter((proxy) => proxy.side !== side);
  const passedOn = before
    .map((proxy) => (byCounters ? countedFor(proxy, addresses) : loggedFor(proxy, addresses)))
    .reduce((sum, count) => sum + count, 0);
  return { passedOn, seen: there.length === 0 ? undefined : there.flatMap(({ log }) => log).length };
}

const loggedFor = ({ log }: ProxyAccount, addresses: ReadonlySet<string>) =>
  log.filter(({ upstream }) => addresses.has(hostOf(upstream))).length;

const countedFor = ({ picks }: ProxyAccount, addresses: ReadonlySet<string>) =>
  Object.values(picks)
    .flatMap((endpoints) => Object.entries(endpoints))
    .reduce((sum, [address, count]) => (addresses.has(hostOf(address)) ? sum + count : sum), 0);

const hasClientProxy = ({ proxies }: Phase) => proxies.some(({ side }) => side === 'client');

function statusesThatDiffer({ load }: Phase, log: readonly AccessLine[]): string[] {
  const logged: Record<string, number> = {};
  for (const { status } of log) logged[status] = (logged[status] ?? 0) + 1;
  return [...new Set([...Object.keys(load.statuses), ...Object.keys(logged)])]
    .filter((status) => (load.statuses[status] ?? 0) !== (logged[status] ?? 0))
    .map((status) => `status ${status}: client ${load.statuses[status] ?? 0}, the proxy ${logged[status] ?? 0}`);
}

/** What the proxies beside the services let through, others' requests of the same kind included, and what these counted. */
function atServices({ proxies, services }: Phase, { method, route }: Asked): { reached: number; counted: number } {
  const names = new Set(services.map(({ replica }) => replica.name));
  const beside = proxies.filter(({ side, replica }) => side === 'server' && names.has(replica.name));
  const ours = beside.flatMap(({ log }) => log).filter(({ details }) => details === 'via_upstream').length;
  const others = beside.reduce((sum, proxy) => sum + (proxy.others[`${method} ${route}`] ?? 0), 0);
  const counted = services
    .flatMap(({ answers }) => Object.entries(answers))
    .filter(([key]) => key.startsWith(`${method} ${route} `))
    .reduce((sum, [, count]) => sum + count, 0);
  return { reached: ours + others, counted };
}
