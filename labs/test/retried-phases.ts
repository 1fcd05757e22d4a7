import { modelPath } from '@weather/contracts';
import { createFaultSequence } from '@weather/service-kit/faults';
import type { Phase } from '../src/bench/evidence.ts';
import { bounded, failing, flaky } from '../src/catalog/retry/rules.ts';
import { clusterOf } from '../src/catalog/names.ts';
import type { AccessLine } from '../src/envoy/access-line.ts';
import type { RequestRecord } from '../src/load/plan.ts';
import { accessLine } from './access-lines.ts';
import { account, replica, service, startedAt } from './rate-limited-phases.ts';

/** A made-up proxy that tries again, and the services behind it. */
export interface MadeUpRetries {
  /** Further tries of a request to the flaky service. */
  flaky?: number;
  /** Of one to the service that is down. */
  failing?: number;
  /** Requests that may be in a further try at once. */
  places?: number;
  /** Draws that the flaky service made before. */
  drawn?: number;
  /** Milliseconds that the service which is down takes. */
  failsAfterMs?: number;
  seed?: number;
}

/** One request, with the moments at which its tries began and ended. */
interface Tried {
  host: string;
  status: number;
  tries: { at: number; status: number; lastedMs: number }[];
}

const backoffMs = 20;

/** One request after the other. */
export function flakyPhase({ flaky: further = 3, drawn = 0, seed = 8 }: MadeUpRetries, requests = 300): Phase {
  const next = createFaultSequence({
    FAULT_ERROR_RATE: 0.5,
    FAULT_ERROR_STATUS: 503,
    FAULT_DELAY_RATE: 0,
    FAULT_DELAY_MS: 0,
    FAULT_SEED: seed,
  });
  for (let draw = 0; draw < drawn; draw++) next();
  let at = startedAt;
  const all = Array.from({ length: requests }, (): Tried => {
    const tries: Tried['tries'] = [];
    do tries.push({ at: (at += backoffMs), status: next().errorStatus ?? 200, lastedMs: 2 });
    while (tries.at(-1)!.status !== 200 && tries.length <= further);
    return { host: flaky, status: tries.at(-1)!.status, tries };
  });
  return phaseOf('flaky', flaky, all);
}

/** Thirty a second to each of two names for 4 s, all of which fail. */
export function stormPhase({ failing: further = 3, places = 2, failsAfterMs = 100 }: MadeUpRetries): Phase {
  const freeAt = Array.from({ length: Math.min(places, 1000) }, () => 0);
  const all = Array.from({ length: 240 }, (_, index): Tried => {
    const at = startedAt + Math.round((index * 1000) / 60);
    const host = index % 2 === 0 ? failing : bounded;
    const place = host === bounded ? freeAt.findIndex((free) => free <= at + failsAfterMs) : undefined;
    const count = place === -1 ? 1 : further + 1;
    const tries = Array.from({ length: count }, (__, tried) => ({
      at: at + tried * (failsAfterMs + backoffMs),
      status: 503,
      lastedMs: failsAfterMs,
    }));
    if (place !== undefined && place !== -1) freeAt[place] = tries.at(-1)!.at + failsAfterMs + 1;
    return { host, status: 503, tries };
  });
  return phaseOf('storm', failing, all, further);
}

function phaseOf(name: string, workload: string, all: readonly Tried[], further = 0): Phase {
  const [client, server] = [replica('lab-client', 90), replica(workload, 0)];
  const lines = all.map((tried, index) => lineOf(tried, index, name, `${server.address}:3001`));
  const seen = all.flatMap((tried, index) =>
    tried.tries.map(({ at, status, lastedMs }) => ({
      ...lineOf(tried, index, name, '127.0.0.6:3001'),
      attempts: 1,
      time: new Date(at).toISOString(),
      status,
      durationMs: lastedMs,
    })),
  );
  const statuses: Record<string, number> = {};
  for (const { status } of all) statuses[status] = (statuses[status] ?? 0) + 1;
  const load = { plan: undefined, startedAt, endedAt: startedAt + 5000, records: all.map(recordOf), statuses };
  const growth = Object.fromEntries(
    [...new Set(all.map(({ host }) => host))].flatMap((host) => growthOf(all, host, further)),
  );
  return {
    name,
    title: name,
    load: { ...load, tool: 'made up' },
    proxies: [
      account(client, 'client', lines, { growth }),
      account(
        server,
        'server',
        seen.toSorted((one, other) => (one.time < other.time ? -1 : one.time > other.time ? 1 : 0)),
      ),
    ],
    services: [service(server, `GET ${modelPath}`, seen.length)],
    changed: [],
    more: {},
  };
}

const lineOf = ({ host, status, tries }: Tried, index: number, name: string, upstream: string): AccessLine =>
  accessLine({
    time: new Date(tries[0]!.at).toISOString(),
    authority: `${host}:3001`,
    userAgent: `lab/a/${name}/${index}`,
    path: modelPath,
    status,
    attempts: tries.length,
    upstream,
  });

const recordOf = ({ status, tries }: Tried, index: number): RequestRecord => ({
  index,
  sentAt: tries[0]!.at,
  latencyMs: 10,
  status,
  servedBy: 'made up',
  version: 'v1',
  marks: {},
  error: '',
});

function growthOf(all: readonly Tried[], host: string, further: number): [string, number][] {
  const own = all.filter((tried) => tried.host === host);
  const counter = (name: string, value: number): [string, number] => [`cluster.${clusterOf(host)};.${name}`, value];
  return [
    counter(
      'upstream_rq_retry',
      own.reduce((sum, { tries }) => sum + tries.length - 1, 0),
    ),
    counter('upstream_rq_retry_overflow', own.filter(({ tries }) => tries.length <= further).length),
  ];
}
