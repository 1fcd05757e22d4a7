import { observationsPath } from '@weather/contracts';
import type { Phase } from '../src/bench/evidence.ts';
import { urlOf, clusterOf } from '../src/catalog/names.ts';
import type { LoadRun, LoadStep, RequestRecord } from '../src/load/plan.ts';
import { accessLine } from './access-lines.ts';
import { account, replica, service, startedAt } from './rate-limited-phases.ts';

/** A made-up circuit breaker and the service behind it. */
export interface MadeUpBreaker {
  connections: number;
  waiting: number;
  /** Milliseconds. */
  handlerMs?: number;
  /** Status of what is turned away, and what the proxy says of it. */
  refusal?: { status?: number; flags?: string; marks?: Record<string, string> };
  /** By how much the overflow counter is off. */
  counterOff?: number;
}

const pauseMs = 100;
const server = replica('message-queue', 0);
const client = replica('lab-client', 90);

/** Senders in a closed loop, each with a pause after its answer, for as long as a step lasts. */
function recordsOf({ concurrency, seconds }: LoadStep, step: number, from: number, breaker: MadeUpBreaker) {
  const handlerMs = breaker.handlerMs ?? 100;
  const due = Array.from({ length: concurrency }, (_, sender) => from + sender);
  const free = Array.from({ length: Math.min(breaker.connections, 1000) }, () => from);
  const begins: number[] = [];
  const records: RequestRecord[] = [];
  for (;;) {
    const sender = due.indexOf(Math.min(...due));
    const at = due[sender]!;
    if (at >= from + seconds * 1000) return { records, begins };
    const index = step * 1000 + records.length;
    const next = free.indexOf(Math.min(...free));
    const isTaken = free[next]! > at && begins.filter((begin) => begin > at).length >= breaker.waiting;
    const begin = Math.max(at, free[next]!);
    if (!isTaken) {
      begins.push(begin);
      free[next] = begin + handlerMs;
    }
    const latencyMs = isTaken ? 1 : begin + handlerMs - at;
    due[sender] = at + latencyMs + pauseMs;
    records.push(isTaken ? refusedAt(at, index, step, breaker) : servedAt(at, index, step, latencyMs));
  }
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

const refusedAt = (sentAt: number, index: number, step: number, { refusal }: MadeUpBreaker): RequestRecord => ({
  ...base,
  index,
  step,
  sentAt,
  latencyMs: 1,
  status: refusal?.status ?? 503,
  marks: refusal?.marks ?? { 'x-envoy-overloaded': 'true' },
});

/** Steps one after the other, as the load generator makes them. */
export function measuredPhase(levels: readonly number[], breaker: MadeUpBreaker): Phase {
  const steps = levels.map((concurrency): LoadStep => ({ concurrency, seconds: 1 }));
  const made = steps.map((step, index) => recordsOf(step, index, startedAt + index * 2000, breaker));
  const records = made.flatMap((one) => one.records);
  const begins = made.flatMap((one) => one.begins);
  const load: LoadRun = {
    plan: { ...planOf, requests: steps.length * 1000, concurrency: Math.max(...levels), steps },
    startedAt,
    endedAt: startedAt + steps.length * 2000,
    records,
    statuses: countsOf(records),
    tool: 'made up',
  };
  return phaseOf('measured', load, { begins, ...breaker });
}

/** As many at once as there are, so that those are served that find a connection or a place to wait. */
export function thesisPhase(runs: readonly { served: number; refused: number }[], breaker: MadeUpBreaker): Phase {
  const records = runs.flatMap(({ served, refused }, run) => [
    ...Array.from({ length: served }, (_, index) => servedAt(startedAt + run * 1000, index, run, 10)),
    ...Array.from({ length: refused }, (_, index) => refusedAt(startedAt + run * 1000, index, run, breaker)),
  ]);
  const begins = records.filter(({ status }) => status === 200).map(({ sentAt }, index) => sentAt + index * 10);
  const statuses = countsOf(records);
  const load: LoadRun = {
    plan: undefined,
    startedAt,
    endedAt: startedAt + 5000,
    records,
    statuses,
    tool: 'fortio made up',
  };
  const phase = phaseOf('thesis', load, { begins, ...breaker, handlerMs: 5 });
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
  { begins, handlerMs = 100, refusal, counterOff = 0 }: MadeUpBreaker & { begins: number[] },
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
  const handled = begins.map((begin) =>
    accessLine({ ...asked, time: new Date(begin).toISOString(), durationMs: handlerMs, upstream: '127.0.0.6:3001' }),
  );
  const overflow = load.records.filter(({ status }) => status === 503).length + counterOff;
  const growth =
    overflow === 0 ? {} : { [`cluster.${clusterOf('message-queue')};.upstream_rq_pending_overflow`]: overflow };
  const proxies = [account(client, 'client', seen, { growth }), account(server, 'server', handled)];
  const services = [service(server, `GET ${observationsPath}`, begins.length)];
  return { name, title: name, load, proxies, services, changed: [], more: {} };
}

function countsOf(records: readonly RequestRecord[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of records) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
