import { observationsPath } from '@weather/contracts';
import type { Phase } from '../src/bench/evidence.ts';
import { secondsPerStep } from '../src/catalog/circuit-breaker/steps.ts';
import { urlOf, clusterOf } from '../src/catalog/names.ts';
import type { LoadRun, LoadStep, RequestRecord } from '../src/load/plan.ts';
import { accessLine } from './access-lines.ts';
import { closedLoop, type MadeUpBreaker } from './breaker-loop.ts';
import { account, replica, service, startedAt } from './rate-limited-phases.ts';

const server = replica('message-queue', 0);
const client = replica('lab-client', 90);

/** When a made-up message-queue began with a request, and how long it took. In ms. */
interface Handled {
  begin: number;
  ms: number;
}

function recordsOf(of: LoadStep, step: number, from: number, breaker: MadeUpBreaker) {
  const requests = closedLoop(of, step, breaker);
  return {
    records: requests.map(({ at, latencyMs, handled }, index) =>
      handled === undefined
        ? refusedAt(from + at, step * 1000 + index, step, { latencyMs, ...breaker })
        : servedAt(from + at, step * 1000 + index, step, latencyMs),
    ),
    handled: requests.flatMap(({ handled }) => handled ?? []).map(({ begin, ms }) => ({ begin: from + begin, ms })),
  };
}

const base = { servedBy: '', version: '', error: '' };

const servedAt = (sentAt: number, index: number, step: number, latencyMs: number): RequestRecord => ({
  ...base,
  index,
  step,
  sentAt,
  latencyMs,
  status: 200,
  servedBy: server.name,
  version: 'v1',
  marks: {},
});

const refusedAt = (
  sentAt: number,
  index: number,
  step: number,
  { latencyMs, refusal }: Pick<MadeUpBreaker, 'refusal'> & { latencyMs: number },
): RequestRecord => ({
  ...base,
  index,
  step,
  sentAt,
  latencyMs,
  status: refusal?.status ?? 503,
  marks: refusal?.marks ?? { 'x-envoy-overloaded': 'true' },
});

/** Steps one after the other, as the load generator makes them. */
export function measuredPhase(levels: readonly number[], breaker: MadeUpBreaker): Phase {
  const steps = levels.map((concurrency): LoadStep => ({ concurrency, seconds: secondsPerStep }));
  const made = steps.map((step, index) => recordsOf(step, index, startedAt + index * 2000, breaker));
  const records = made.flatMap((one) => one.records);
  const handled = made.flatMap((one) => one.handled);
  const load: LoadRun = {
    plan: { ...planOf, requests: steps.length * 1000, concurrency: Math.max(...levels), steps },
    startedAt,
    endedAt: startedAt + steps.length * 2000,
    records,
    statuses: countsOf(records),
    tool: 'made up',
  };
  return phaseOf('measured', load, { ...breaker, handled });
}

/** As many at once as there are, so that those are served that find a connection or a place to wait. */
export function thesisPhase(runs: readonly { served: number; refused: number }[], breaker: MadeUpBreaker): Phase {
  const records = runs.flatMap(({ served, refused }, run) => [
    ...Array.from({ length: served }, (_, index) => servedAt(startedAt + run * 1000, index, run, 10)),
    ...Array.from({ length: refused }, (_, index) =>
      refusedAt(startedAt + run * 1000, index, run, { latencyMs: 1, ...breaker }),
    ),
  ]);
  const handled = records
    .filter(({ status }) => status === 200)
    .map(({ sentAt }, index) => ({ begin: sentAt + index * 10, ms: 5 }));
  const statuses = countsOf(records);
  const load: LoadRun = {
    plan: undefined,
    startedAt,
    endedAt: startedAt + 5000,
    records,
    statuses,
    tool: 'fortio made up',
  };
  const phase = phaseOf('thesis', load, { ...breaker, handled });
  const more = { runs: runs.map(({ served, refused }) => ({ 200: served, 503: refused })) };
  return { ...phase, load: { ...phase.load, records: [] }, more };
}

const planOf = {
  tool: 'k6' as const,
  id: 'lab/a/measured',
  method: 'GET' as const,
  url: urlOf('message-queue', observationsPath),
  headers: {},
  bodies: [],
  ratePerSecond: undefined,
  maxSeconds: 90,
  timeoutMs: 700,
  keepBodies: false,
};

function phaseOf(
  name: string,
  load: LoadRun,
  { handled, refusal, counterOff = 0 }: Pick<MadeUpBreaker, 'refusal' | 'counterOff'> & { handled: Handled[] },
): Phase {
  const asked = { method: 'GET', path: observationsPath };
  const upstream = `${server.address}:3001`;
  const seen = load.records.map(({ sentAt, status, latencyMs }) =>
    accessLine({
      ...asked,
      time: new Date(sentAt).toISOString(),
      status,
      durationMs: latencyMs,
      ...(status === 200 ? { upstream } : { upstream: '', flags: refusal?.flags ?? 'UO', details: 'overflow' }),
    }),
  );
  const lines = handled.map(({ begin, ms }) =>
    accessLine({
      ...asked,
      time: new Date(begin).toISOString(),
      durationMs: Math.floor(ms),
      upstream: '127.0.0.6:3001',
    }),
  );
  const overflow = load.records.filter(({ status }) => status === 503).length + counterOff;
  const growth =
    overflow === 0 ? {} : { [`cluster.${clusterOf('message-queue')};.upstream_rq_pending_overflow`]: overflow };
  const proxies = [account(client, 'client', seen, { growth }), account(server, 'server', lines)];
  const services = [service(server, `GET ${observationsPath}`, handled.length)];
  return { name, title: name, load, proxies, services, changed: [], more: {} };
}

function countsOf(records: readonly RequestRecord[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of records) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
