import { modelPath } from '@weather/contracts';
import type { Phase } from '../src/bench/evidence.ts';
import { clusterOf, urlOf } from '../src/catalog/names.ts';
import type { RequestPlan, RequestRecord, RequestVariant } from '../src/load/plan.ts';
import { accessLine } from './access-lines.ts';
import { account, replica, service as counted, startedAt } from './rate-limited-phases.ts';

/** What became of one made-up request to machine-learning-v1. */
export interface Answer {
  status: number;
  /** As the client's stopwatch has it. */
  latencyMs: number;
  /** As the clock of its proxy has it; without it, the same. */
  durationMs?: number;
  flags?: string;
  /** Whether the client's proxy sent it on, and the service answered it. */
  sentOn: boolean;
  served: boolean;
  /** How long the proxy beside the service had it. */
  serverMs?: number;
}

export const served = (latencyMs: number, different: Partial<Answer> = {}): Answer => ({
  status: 200,
  latencyMs,
  sentOn: true,
  served: true,
  serverMs: 2,
  ...different,
});

interface Named {
  name: string;
  variants?: readonly RequestVariant[];
  /** How much counters of the client's proxy grew. */
  growth: Record<string, number>;
}

const service = 'machine-learning-v1';
const server = replica(service, 0);
const client = replica('lab-client', 90);

/** Requests in the order of sending, all 20 ms one after the other, as client, proxies and service tell of them. */
export function phaseWith({ name, variants = [{}], growth }: Named, answers: readonly Answer[]): Phase {
  const statuses: Record<string, number> = {};
  for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1;
  const plan = planOf(name, variants, answers.length);
  const there = answers.map((answer, index) => ({ answer, index })).filter(({ answer }) => answer.sentOn);
  const phase: Phase = {
    name,
    title: name,
    load: { plan, startedAt, endedAt: startedAt + 60_000, records: answers.map(recordOf), statuses, tool: 'made up' },
    proxies: [
      account(client, 'client', answers.map(lineAtClient(plan)), { growth }),
      account(
        server,
        'server',
        there.map(({ answer, index }) => lineAtServer(plan, answer, index)),
      ),
    ],
    services: [counted(server, `GET ${modelPath}`, answers.filter((answer) => answer.served).length)],
    changed: [],
    more: {},
  };
  // As it is after it was written to a file and read again.
  return JSON.parse(JSON.stringify(phase)) as Phase;
}

const planOf = (name: string, variants: readonly RequestVariant[], requests: number): RequestPlan => ({
  tool: 'k6',
  id: `lab/a/${name}`,
  method: 'GET',
  url: urlOf(service, modelPath),
  headers: {},
  bodies: [],
  requests,
  variants,
  concurrency: 10,
  ratePerSecond: 50,
  maxSeconds: 90,
  timeoutMs: 30_000,
  keepBodies: false,
});

const at = (index: number) => startedAt + 20 * index;

const recordOf = (answer: Answer, index: number): RequestRecord => ({
  index,
  sentAt: at(index),
  latencyMs: answer.latencyMs,
  status: answer.status,
  servedBy: answer.served && answer.status === 200 ? server.name : '',
  version: answer.served ? 'v1' : '',
  marks: {},
  error: '',
});

const lineAtClient =
  ({ id }: RequestPlan) =>
  (answer: Answer, index: number) =>
    accessLine({
      time: new Date(at(index)).toISOString(),
      path: modelPath,
      status: answer.status,
      flags: answer.flags ?? '',
      durationMs: Math.floor(answer.durationMs ?? answer.latencyMs),
      userAgent: `${id}/${index}`,
      upstream: answer.sentOn ? `${server.address}:3001` : '',
      upstreamCluster: clusterOf(service),
    });

const lineAtServer = ({ id }: RequestPlan, answer: Answer, index: number) =>
  accessLine({
    time: new Date(at(index)).toISOString(),
    path: modelPath,
    // A proxy whose caller has gone writes no status.
    ...(answer.served
      ? { status: answer.status }
      : { status: 0, flags: 'DC', details: 'downstream_remote_disconnect' }),
    durationMs: answer.serverMs ?? 1,
    userAgent: `${id}/${index}`,
    upstream: '127.0.0.6:3001',
  });
