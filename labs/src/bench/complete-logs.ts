import { setTimeout as delay } from 'node:timers/promises';
import type { AccessLine } from '../envoy/access-line.ts';
import { hostOf } from '../envoy/address.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { linesOf, type WatchedProxy } from './accounts.ts';

interface LogOptions {
  since: Date;
  /** Whether a line was not there before. */
  isNew(line: AccessLine): boolean;
  isOurs(line: AccessLine, side: WatchedProxy['side']): boolean;
  /** Requests that were made, each of which the first proxy on its way has to tell of. */
  sent: number;
  /** Whether the proxies behind it have to tell of each try, and not of each request alone. */
  eachTry: boolean;
  /** Requests that were made without a proxy, each of which the gateway, or else the proxy beside the service, has to tell of. */
  sentDirectly: number;
  /** By address, what is known otherwise to have gone there, copies included. */
  arrived: ReadonlyMap<string, number>;
  signal: AbortSignal;
  patienceMs: number;
}

/**
 * Proxies write their logs with a delay. Reads them until every request of ours that was sent, and every one that one
 * proxy says it passed to another, stands there; after a while of waiting, what there is: the witnesses will then disagree.
 *
 * @returns for each proxy all new lines, ours and others'
 */
export async function completeLogs(
  mesh: Mesh,
  proxies: readonly WatchedProxy[],
  options: LogOptions,
): Promise<AccessLine[][]> {
  const begun = performance.now();
  let quiet = 0;
  let last = -1;
  while (true) {
    const logs = await Promise.all(proxies.map(({ replica }) => linesOf(mesh, replica, options.since, options.isNew)));
    const ours = logs.map((lines, index) => lines.filter((line) => options.isOurs(line, proxies[index]!.side)));
    const total = ours.reduce((sum, { length }) => sum + length, 0);
    quiet = total === last ? quiet + 1 : 0;
    last = total;
    const waited = performance.now() - begun;
    if ((isComplete(ours, proxies, options) && quiet > 0) || waited > options.patienceMs) return logs;
    await delay(500, undefined, { signal: options.signal });
  }
}

function isComplete(
  logs: AccessLine[][],
  proxies: readonly WatchedProxy[],
  { sent, sentDirectly, eachTry, arrived }: LogOptions,
): boolean {
  const bySide = (wanted: (side: WatchedProxy['side']) => boolean) =>
    logs.filter((_, index) => wanted(proxies[index]!.side)).flat();
  // A client from outside the mesh has no proxy: the gateway's is the first that knows of its requests.
  const first = proxies.some(({ side }) => side === 'client') ? 'client' : 'gateway';
  // A proxy that is watched beside a service, too, tells of what that service asks because of what was sent.
  const services = new Set(proxies.filter(({ side }) => side === 'server').map(({ replica }) => replica.name));
  const beginsAt = ({ side, replica }: WatchedProxy) => side === first && !services.has(replica.name);
  const passedOn = ({ side: own, replica }: WatchedProxy) =>
    Math.max(
      bySide((side) => side !== own)
        .filter(({ upstream }) => hostOf(upstream) === replica.address)
        .reduce((sum, { attempts }) => sum + (eachTry ? attempts : 1), 0),
      arrived.get(replica.address) ?? 0,
    );
  const entry = proxies.some(({ side }) => side === 'gateway') ? 'gateway' : 'server';
  const passedOnToEntry = proxies.reduce((sum, proxy) => sum + (proxy.side === entry ? passedOn(proxy) : 0), 0);
  return (
    logs.filter((_, index) => beginsAt(proxies[index]!)).flat().length >= sent &&
    (sentDirectly === 0 || bySide((side) => side === entry).length >= passedOnToEntry + sentDirectly) &&
    proxies.every((proxy, index) => proxy.side === 'client' || logs[index]!.length >= passedOn(proxy))
  );
}
