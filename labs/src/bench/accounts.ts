import type { AccessLine } from '../envoy/access-line.ts';
import { parseAccessLog } from '../envoy/parse-access-line.ts';
import { picksByEndpoint } from '../envoy/parse-clusters.ts';
import { growthOf, numberOfWorkers, parseStatistics } from '../envoy/parse-statistics.ts';
import type { Mesh, Replica } from '../mesh/mesh.ts';
import type { ProxyAccount, ServiceAccount } from './evidence.ts';
import { answersIn } from './service-counters.ts';

/** A proxy that is watched. */
export interface WatchedProxy {
  replica: Replica;
  side: ProxyAccount['side'];
}

export interface ProxySnapshot extends WatchedProxy {
  statistics: Record<string, number>;
  picks: Record<string, Record<string, number>>;
}

export interface ServiceSnapshot {
  replica: Replica;
  answers: Record<string, number>;
}

export async function snapshotOfProxy(mesh: Mesh, { replica, side }: WatchedProxy): Promise<ProxySnapshot> {
  const [statistics, clusters] = await Promise.all([
    mesh.admin(replica, 'stats?format=json'),
    mesh.admin(replica, 'clusters?format=json'),
  ]);
  return { replica, side, statistics: parseStatistics(statistics), picks: picksByEndpoint(clusters) };
}

export async function snapshotOfService(mesh: Mesh, replica: Replica): Promise<ServiceSnapshot> {
  return { replica, answers: answersIn(await mesh.metrics(replica)) };
}

/** A proxy's log: lines about the phase's requests, and how many others came by the same way meanwhile. */
export type Log = Pick<ProxyAccount, 'log' | 'others'>;

export function logOf(
  lines: readonly AccessLine[],
  side: ProxyAccount['side'],
  isOurs: (line: AccessLine) => boolean,
): Log {
  const others: Record<string, number> = {};
  // The proxy beside a service also tells of the requests that the service makes itself.
  const cameIn = ({ upstreamCluster }: AccessLine) => side !== 'server' || upstreamCluster.startsWith('inbound|');
  for (const { method, path } of lines.filter((line) => cameIn(line) && !isOurs(line))) {
    const key = `${method} ${path.split('?')[0]}`;
    others[key] = (others[key] ?? 0) + 1;
  }
  return { log: lines.filter(isOurs), others };
}

export function proxyAccount(before: ProxySnapshot, after: ProxySnapshot, log: Log): ProxyAccount {
  const { replica, side, statistics } = after;
  const picks = Object.fromEntries(
    Object.entries(after.picks).flatMap(([cluster, endpoints]) => {
      const growth = growthOf(before.picks[cluster] ?? {}, endpoints);
      return Object.keys(growth).length === 0 ? [] : [[cluster, growth]];
    }),
  );
  const workers = numberOfWorkers(statistics);
  return { replica, side, workers, growth: growthOf(before.statistics, statistics), picks, ...log };
}

export function serviceAccount(before: ServiceSnapshot, after: ServiceSnapshot): ServiceAccount {
  return { replica: after.replica, answers: growthOf(before.answers, after.answers) };
}

/** The lines of a proxy's log that are asked for, in the order in which their requests began. */
export async function linesOf(
  mesh: Mesh,
  replica: Replica,
  since: Date,
  isWanted: (line: AccessLine) => boolean,
): Promise<AccessLine[]> {
  const lines = parseAccessLog(await mesh.accessLog(replica, since)).filter(isWanted);
  return lines.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}
