import { setTimeout as delay } from 'node:timers/promises';
import type { Expectation } from './expectation.ts';
import type { ProxyConfiguration } from '../envoy/configuration.ts';
import { parseConfiguration } from '../envoy/parse-configuration.ts';
import type { Mesh, Replica } from '../mesh/mesh.ts';
import type { Propagation } from './evidence.ts';

export interface LiveOptions {
  mesh: Mesh;
  /** All replicas whose proxies decide under this name: a workload, or `client`. */
  replicas(workload: string): Promise<Replica[]>;
  signal: AbortSignal;
  say(line: string): void;
  /** Milliseconds after which nothing more is expected. */
  patienceMs: number;
}

const intervalMs = 250;

/** A change that was made, but that the proxies which decide do not show. */
export class NotLiveError extends Error {
  override name = 'NotLiveError';
}

/** The whole configuration of a replica's proxy, as it is now. */
export async function configurationOf(mesh: Mesh, replica: Replica): Promise<ProxyConfiguration> {
  return parseConfiguration(await mesh.admin(replica, 'config_dump?include_eds'));
}

/**
 * Waits until every proxy that decides has what is expected of it, and says how long each took.
 *
 * @throws {NotLiveError} with what stands there instead
 */
export async function untilLive(expectations: readonly Expectation[], options: LiveOptions): Promise<Propagation[]> {
  const begun = performance.now();
  const found: Propagation[] = [];
  const pending = await pairs(expectations, options);
  let last = '';
  while (pending.length > 0) {
    const missing = await look(pending, options);
    const ms = Math.round(performance.now() - begun);
    for (const pair of pending.filter((one) => !missing.has(one)))
      found.push({ what: pair.expectation.what, proxy: pair.replica.name, ms });
    pending.splice(0, pending.length, ...missing.keys());
    if (pending.length === 0) break;
    const [[pair, instead]] = [...missing] as [[Pair, string]];
    const line = `${pair.replica.name}: ${pair.expectation.what}: ${instead}`;
    if (line !== last) options.say(`waiting for the proxy of ${line}`);
    last = line;
    if (ms > options.patienceMs) throw new NotLiveError(`after ${Math.round(ms / 1000)} s the proxy of ${line}`);
    await delay(intervalMs, undefined, { signal: options.signal });
  }
  return found;
}

interface Pair {
  expectation: Expectation;
  replica: Replica;
}

async function pairs(expectations: readonly Expectation[], { replicas }: LiveOptions): Promise<Pair[]> {
  const all = expectations.map(async (expectation) => {
    const there = await replicas(expectation.proxies);
    if (there.length === 0)
      throw new NotLiveError(`${expectation.what}: no replica of ${expectation.proxies} is there to show it`);
    const bare = there.find(({ hasProxy }) => !hasProxy);
    if (bare !== undefined) throw new NotLiveError(`${expectation.what}: ${bare.name} has no proxy that could show it`);
    return there.map((replica) => ({ expectation, replica }));
  });
  return (await Promise.all(all)).flat();
}

/** What is missing, by pair. */
async function look(pending: readonly Pair[], { mesh, replicas }: LiveOptions): Promise<Map<Pair, string>> {
  const proxies = new Map(pending.map(({ replica }) => [replica.name, replica]));
  const known = new Map<string, readonly Replica[]>();
  for (const workload of new Set(pending.flatMap(({ expectation }) => expectation.mentions ?? [])))
    known.set(workload, await replicas(workload));
  const missing = new Map<Pair, string>();
  for (const [name, replica] of proxies) {
    const configuration = await configurationOf(mesh, replica);
    for (const pair of pending.filter((one) => one.replica.name === name)) {
      const instead = pair.expectation.missing(configuration, (workload) => known.get(workload) ?? []);
      if (instead !== undefined) missing.set(pair, instead);
    }
  }
  return missing;
}
