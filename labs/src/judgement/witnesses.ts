import { type FurtherLoad, linesAt, type Phase, type ProxyAccount } from '../bench/evidence.ts';
import { type AccessLine, isRefusedConnection } from '../envoy/access-line.ts';
import { hostOf } from '../envoy/address.ts';
import type { LoadRun } from '../load/plan.ts';
import { plannedIn, sentIn } from '../load/sent.ts';
import type { Check } from './check.ts';
import { type Counted, countedByClients, countedFor, othersOf } from './proxy-counters.ts';

/** What a phase's requests ask for, so that a service's own count of them can be found. */
export interface Asked {
  method: string;
  /** Of the service's route, which for the labs' requests is the path. */
  route: string;
  /** Whether a request may be tried several times at the replicas that are watched: each try counts there. */
  eachTry?: boolean;
  /** Whether requests may have been copied on the way: then what a proxy passed on is told by its counters, not by its log. */
  copies?: boolean;
}

/**
 * Whether clients, proxies and services tell the same of one phase: sent = what the clients' proxies logged, status by
 * status, and counted = what they passed on, by log and by counter = what the proxies on the other side logged and the
 * services there counted. Of a client from
 * outside the mesh, which has no proxy, the gateway's is the first that knows, or else the one beside the service. As many
 * as were planned have to be sent.
 */
export function witnessesOf(phase: Phase, asked: Asked | readonly Asked[]): Check {
  const loads = [phase.load, ...further(phase, true).map(({ load }) => load)];
  const sent = sentInAll(loads);
  const first = phase.proxies.some(({ side }) => side === 'gateway') && !hasClientProxy(phase) ? 'gateway' : 'client';
  const log = linesAt(phase, first);
  const counts: Record<string, number> = { 'client sent': sent, [`${first} proxy logged`]: log.length };
  const disagreements = [
    ...tooFewIn(phase),
    ...(log.length === sent
      ? statusesThatDiffer(loads, log)
      : [`${sent} sent, but ${log.length} in the log of the ${first}'s proxy`]),
  ];
  const direct = further(phase, false);
  const sentDirectly = sentInAll(direct.map(({ load }) => load));
  if (direct.length > 0) {
    const told = toldOf(phase, direct);
    Object.assign(counts, { 'sent without a proxy': sentDirectly, 'told of by server proxies': told.length });
    const differ = statusesThatDiffer(
      direct.map(({ load }) => load),
      told,
    );
    disagreements.push(...differ.map((text) => `without a proxy, ${text}`));
  }
  for (const side of first === 'client' ? (['gateway', 'server'] as const) : (['server'] as const)) {
    const told = atSide(phase, side, [asked].flat());
    if (told === undefined) continue;
    Object.assign(counts, told.counts);
    disagreements.push(...told.disagreements);
  }
  const counted = countedByClients(phase);
  Object.assign(counts, counted.counts);
  disagreements.push(...counted.disagreements);
  const { reached, answered } = atServices(phase, [asked].flat());
  if (phase.services.length > 0) {
    Object.assign(counts, { 'reached a service': reached, 'services counted': answered });
    if (reached !== answered)
      disagreements.push(`${reached} reached a service according to its proxy, ${answered} by its own count`);
  }
  return checkOf(phase, sent + sentDirectly, { disagreements, counts });
}

/** A run that its time limit ended has not made the traffic that the laws are about. */
const tooFewIn = (phase: Phase): string[] =>
  [phase.load, ...(phase.further ?? []).map(({ load }) => load)]
    .filter((load) => sentIn(load) < (plannedIn(load) ?? 0))
    .map((load) => `${sentIn(load)} sent of ${plannedIn(load)} that were planned`);

const sentInAll = (loads: readonly LoadRun[]) => loads.reduce((sum, load) => sum + sentIn(load), 0);

function checkOf(
  { name, title }: Phase,
  n: number,
  { disagreements, counts }: { disagreements: readonly string[]; counts: Record<string, number> },
): Check {
  return {
    id: `${name}-witnesses`,
    claim: `${title}: client, proxies and services tell the same`,
    role: 'witness',
    kind: 'exact',
    test: 'conservation of requests',
    n,
    alpha: 0,
    against: undefined,
    expected: 'sent = logged = counted = passed on = served, status by status',
    observed: disagreements.length === 0 ? `all agree on ${n} requests` : disagreements.join('; '),
    result: disagreements.length === 0 ? 'holds' : 'fails',
    counts,
  };
}

const further = (phase: Phase, hasProxy: boolean): FurtherLoad[] =>
  (phase.further ?? []).filter(({ replica }) => replica.hasProxy === hasProxy);

/** What the proxies beside the services tell of clients that have none: their requests, and connections that were refused. */
const toldOf = (phase: Phase, clients: readonly FurtherLoad[]): AccessLine[] =>
  linesAt(phase, 'server').filter((line) => clients.some((client) => isOfDirectClient(line, client)));

/** Whether a line, of a proxy beside a service, tells of a client without a proxy. */
export const isOfDirectClient = (line: AccessLine, { replica, load }: FurtherLoad): boolean =>
  isRefusedConnection(line)
    ? hostOf(line.downstream) === replica.address
    : load.plan !== undefined && line.userAgent.startsWith(`${load.plan.id}/`);

/** What the proxies before say and counted that they passed on to those of one side, and what these saw; undefined without any. */
function atSide(phase: Phase, side: 'gateway' | 'server', asked: readonly Asked[]): Counted | undefined {
  const there = phase.proxies.filter((proxy) => proxy.side === side);
  if (there.length === 0) return undefined;
  const addresses = new Set(there.map(({ replica }) => replica.address));
  const before = phase.proxies.filter((proxy) => proxy.side !== side);
  const direct = further(phase, false);
  const isPassedOn = (line: AccessLine) => !direct.some((client) => isOfDirectClient(line, client));
  const seen = there.flatMap(({ log }) => log).filter(isPassedOn).length;
  const counted = countedFor(before, addresses);
  const logged = asked.some(({ copies }) => copies) ? undefined : loggedFor(before, addresses, asked);
  // What others asked meanwhile came through the same proxies, or through some that are not watched.
  const others = othersOf(there);
  return {
    counts: {
      ...(logged !== undefined && { [`passed on to ${side}`]: logged }),
      [`counted as passed on to ${side}`]: counted,
      [`${side} proxies logged`]: seen,
    },
    disagreements: [
      ...(logged === undefined || logged === seen
        ? []
        : [`${logged} passed on to the ${side} side, whose proxies logged ${seen}`]),
      ...(counted >= seen && counted <= seen + others
        ? []
        : [`${counted} counted as passed on to the ${side} side, whose proxies logged ${seen}${ofOthers(others)}`]),
    ],
  };
}

const ofOthers = (others: number) => (others === 0 ? '' : `, and ${others} of others`);

const loggedFor = (proxies: readonly ProxyAccount[], addresses: ReadonlySet<string>, asked: readonly Asked[]) =>
  proxies
    .flatMap(({ log }) => log)
    .filter(({ upstream }) => addresses.has(hostOf(upstream)))
    .reduce((sum, { attempts }) => sum + (asked.some(({ eachTry }) => eachTry) ? attempts : 1), 0);

const hasClientProxy = ({ proxies }: Phase) => proxies.some(({ side }) => side === 'client');

function statusesThatDiffer(loads: readonly LoadRun[], log: readonly AccessLine[]): string[] {
  const logged: Record<string, number> = {};
  for (const { status } of log) logged[status] = (logged[status] ?? 0) + 1;
  const told: Record<string, number> = {};
  for (const [status, count] of loads.flatMap(({ statuses }) => Object.entries(statuses)))
    told[status] = (told[status] ?? 0) + count;
  return [...new Set([...Object.keys(told), ...Object.keys(logged)])]
    .filter((status) => (told[status] ?? 0) !== (logged[status] ?? 0))
    .map((status) => `status ${status}: client ${told[status] ?? 0}, the proxy ${logged[status] ?? 0}`);
}

/** What the proxies beside the services let through, others' requests of the same kind included, and what these counted. */
function atServices({ proxies, services }: Phase, asked: readonly Asked[]): { reached: number; answered: number } {
  const names = new Set(services.map(({ replica }) => replica.name));
  const beside = proxies.filter(({ side, replica }) => side === 'server' && names.has(replica.name));
  const kinds = asked.map(({ method, route }) => `${method} ${route}`);
  // Where all ask for the same, every line is about it.
  const isAsked = ({ method, path }: AccessLine) =>
    kinds.length === 1 || kinds.includes(`${method} ${path.split('?')[0]}`);
  const ours = beside.flatMap(({ log }) => log).filter((line) => line.details === 'via_upstream' && isAsked(line));
  const others = beside.reduce(
    (sum, proxy) => sum + kinds.reduce((own, kind) => own + (proxy.others[kind] ?? 0), 0),
    0,
  );
  const answered = services
    .flatMap(({ answers }) => Object.entries(answers))
    .filter(([key]) => kinds.some((kind) => key.startsWith(`${kind} `)))
    .reduce((sum, [, count]) => sum + count, 0);
  return { reached: ours.length + others, answered };
}
