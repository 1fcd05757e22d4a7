// What k6 runs as a client of the mesh. Its only input is a plan, in a file beside it; for each request it prints one
// line of JSON, and one at the end.
import { sleep } from 'k6';
import { SharedArray } from 'k6/data';
import exec from 'k6/execution';
import http, { type RefinedResponse, type ResponseType } from 'k6/http';
import type { Options, Scenario } from 'k6/options';
import type { RequestPlan, RequestRecord, RequestVariant } from '../src/load/plan.ts';

// k6 has them, its types do not.
declare const console: { log(line: string): void };
declare const crypto: { randomUUID(): string };

type Answer = RefinedResponse<ResponseType | undefined>;

interface Start {
  /** When the test began: milliseconds since 1970, with decimals. */
  epoch: number;
}

const read = () => JSON.parse(open('/plan/plan.json')) as RequestPlan;

// Shared, since every virtual user has a memory of its own.
const bodies = new SharedArray('bodies', () => [...read().bodies]);
const plan: RequestPlan = { ...read(), bodies: [] };

const steps = plan.steps ?? [];
/** Of the requests, as many may be made in one step. */
const mostPerStep = Math.floor(plan.requests / Math.max(1, steps.length));
/** Between steps: what was begun is answered, or has timed out. */
const restMs = plan.timeoutMs + 250;

export const options: Options = {
  scenarios: steps.length > 0 ? oneAfterTheOther() : { requests: untilAllAreMade() },
  summaryTrendStats: [],
};

function untilAllAreMade(): Scenario {
  return {
    executor: 'shared-iterations',
    // Each has a connection of its own, which it keeps.
    vus: Math.min(plan.concurrency, plan.requests),
    iterations: plan.requests,
    maxDuration: `${plan.maxSeconds}s`,
    // Every request that was begun comes to an end, if only by its own timeout: none is without a record.
    gracefulStop: `${Math.ceil(plan.timeoutMs / 1000) + 5}s`,
  };
}

function oneAfterTheOther(): Record<string, Scenario> {
  let startMs = 0;
  const scenarios = steps.map(({ concurrency, seconds }, step): [string, Scenario] => {
    const startTime = `${startMs}ms`;
    startMs += seconds * 1000 + restMs;
    const duration = `${seconds * 1000}ms`;
    return [
      `${step}`,
      { executor: 'constant-vus', vus: concurrency, duration, startTime, gracefulStop: `${restMs}ms` },
    ];
  });
  return Object.fromEntries(scenarios);
}

/** The clock shows whole milliseconds, the time since the start has decimals: read both where the clock moves on. */
export function setup(): Start {
  const before = Date.now();
  let clock = before;
  while (clock === before) clock = Date.now();
  return { epoch: clock - exec.instance.currentTestRunDuration };
}

export default function request(start: Start): void {
  const place = placeOf(exec.scenario.iterationInTest);
  if (place === undefined || !awaitTurn(place.index)) return;
  const { index } = place;
  const begunAt = now(start);
  const { method = plan.method, url = plan.url, headers = {} } = variantOf(index);
  const answer = http.request(method, url, bodies.length === 0 ? null : bodies[index % bodies.length]!, {
    headers: { 'x-request-id': crypto.randomUUID(), ...plan.headers, ...headers, 'user-agent': `${plan.id}/${index}` },
    timeout: plan.timeoutMs,
    redirects: 0,
    responseType: plan.keepBodies ? 'text' : 'none',
  });
  console.log(JSON.stringify({ ...place, ...recordOf(answer, begunAt, now(start)) }));
  if (plan.pauseMs !== undefined) sleep(plan.pauseMs / 1000);
}

function variantOf(index: number): RequestVariant {
  const { variants = [] } = plan;
  return variants[index % variants.length] ?? {};
}

/** Undefined: its step has made all that it may. */
function placeOf(iteration: number): Pick<RequestRecord, 'index' | 'step'> | undefined {
  if (steps.length === 0) return { index: iteration };
  const step = Number(exec.scenario.name);
  if (iteration < mostPerStep) return { index: step * mostPerStep + iteration, step };
  sleep(0.05);
  return undefined;
}

const now = ({ epoch }: Start) => epoch + exec.instance.currentTestRunDuration;

/** With a rate, waits until the request is due. @returns whether there is time left for it. */
function awaitTurn(index: number): boolean {
  const { ratePerSecond, maxSeconds } = plan;
  const dueMs = ratePerSecond === undefined ? 0 : (index * 1000) / ratePerSecond;
  if (dueMs >= maxSeconds * 1000) return false;
  const waitMs = exec.scenario.startTime + dueMs - Date.now();
  if (waitMs > 0 && ratePerSecond !== undefined) sleep(waitMs / 1000);
  return true;
}

function recordOf(answer: Answer, begunAt: number, endedAt: number): Omit<RequestRecord, 'index' | 'step'> {
  const { blocked, connecting, tls_handshaking: handshaking, duration } = answer.timings;
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const answered = answer.status !== 0;
  return {
    sentAt: answered ? begunAt + blocked + connecting + handshaking : begunAt,
    latencyMs: answered ? duration : endedAt - begunAt,
    status: answer.status,
    servedBy: headers['x-served-by'] ?? '',
    version: headers['x-version'] ?? '',
    marks: Object.fromEntries(Object.entries(headers).filter(([name]) => isMark(name))),
    error: answered ? '' : answer.error,
    ...(plan.keepBodies && { body: jsonOf(answer) }),
  };
}

/** Headers by which a filter of a proxy tells that it was at work. */
const isMark = (name: string) =>
  /^(x-envoy-overloaded|x-envoy-ratelimited|x-local-rate-limit|x-ratelimit-.+|retry-after|x-envoy-attempt-count|server)$/.test(
    name,
  );

function jsonOf(answer: Answer): unknown {
  try {
    return answer.json();
  } catch {
    return undefined;
  }
}

interface SummaryData {
  setup_data: Start;
  state: { testRunDurationMs: number };
  metrics: { http_reqs?: { values: { count: number } } };
}

export function handleSummary({ setup_data, state, metrics }: SummaryData): { stdout: string } {
  const end = {
    requests: metrics.http_reqs?.values.count ?? 0,
    startedAt: setup_data.epoch,
    endedAt: setup_data.epoch + state.testRunDurationMs,
  };
  return { stdout: `\nlab-load: ${JSON.stringify(end)}\n` };
}
