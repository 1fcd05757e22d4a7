import type { Phase, ProxyAccount } from '../src/bench/evidence.ts';
import type { AccessLine } from '../src/envoy/access-line.ts';
import type { Check } from '../src/judgement/check.ts';
import { verdictOn } from '../src/judgement/verdict.ts';
import type { RequestRecord } from '../src/load/plan.ts';
import type { Replica } from '../src/mesh/mesh.ts';
import type { Attempt, Report } from '../src/report/report-schema.ts';
import { madeUpId } from './made-up-id.ts';

const start = Date.parse('2026-11-21T16:02:11.000Z');

export const pods = ['7c9d8b6f5d-4kq2x', '7c9d8b6f5d-m8vzt', '7c9d8b6f5d-zw5jn'].map(
  (name) => `machine-learning-v1-${name}`,
);

const replica = (workload: string, name: string, at: number): Replica => ({
  workload,
  name,
  address: `10.244.0.${at}`,
  version: 'v1',
  ready: true,
  hasProxy: true,
});

/** One that a proxy refused has a status other than 200. */
const record = (index: number, status: number, pod: string): RequestRecord => ({
  index,
  sentAt: start + 4000 + index * 25,
  latencyMs: 3 + ((index * 7919) % 100) / 40,
  status,
  servedBy: status === 200 ? pod : '',
  version: status === 200 ? 'v1' : '',
  marks: status === 200 ? {} : { 'x-envoy-overloaded': 'true' },
  error: '',
});

const logLine = ({ index, sentAt, status, servedBy, version }: RequestRecord, flags: string): AccessLine => ({
  time: new Date(sentAt).toISOString(),
  method: 'POST',
  path: '/api/v1/events',
  downstream: '10.244.0.9:40000',
  status,
  flags: status === 200 ? '' : flags,
  details: status === 200 ? 'via_upstream' : 'overload',
  durationMs: 3,
  attempts: 1,
  userAgent: 'lab/4f2a/judged k6/2.2.0',
  requestId: madeUpId(index),
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  authority: 'machine-learning-v1:3001',
  peer: '',
  upstream: '10.244.0.21:3001',
  upstreamCluster: 'outbound|3001||machine-learning-v1.weather.svc.cluster.local',
  servedBy,
  version,
  route: 'default',
});

/** Traffic whose answers have these statuses, one after the other; `lost` requests are missing in the services' count. */
export function samplePhase(statuses: readonly number[], { flags = 'UO', lost = 0, name = 'judged' } = {}): Phase {
  const records = statuses.map((status, index) => record(index, status, pods[index % pods.length]!));
  const account = (side: ProxyAccount['side'], of: Replica, seen: RequestRecord[]): ProxyAccount => ({
    replica: of,
    side,
    workers: 1,
    growth: { 'cluster.outbound|3001||machine-learning-v1.upstream_rq_total': seen.length },
    picks: side === 'client' ? { 'outbound|3001||machine-learning-v1': { '10.244.0.21:3001': seen.length } } : {},
    log: seen.map((one) => logLine(one, flags)),
    others: { 'GET /api/v1/observations': 4 },
  });
  const servedBy = (pod: string) => records.filter((one) => one.servedBy === pod);
  const replicas = pods.map((pod, index) => replica('machine-learning-v1', pod, 21 + index));
  return {
    name,
    title: name === 'judged' ? 'Requests on one kept-alive connection' : 'Before the rule',
    load: {
      plan: {
        tool: 'k6',
        id: 'lab/4f2a/judged',
        method: 'POST',
        url: 'http://machine-learning-v1:3001/api/v1/events',
        headers: { 'content-type': 'application/cloudevents+json' },
        bodies: ['{"specversion":"1.0"}'],
        requests: statuses.length,
        concurrency: 1,
        ratePerSecond: undefined,
        maxSeconds: 60,
        timeoutMs: 5000,
        keepBodies: false,
      },
      startedAt: start + 4000,
      endedAt: start + 4000 + statuses.length * 25,
      records,
      statuses: {},
      tool: 'k6 v2.2.0',
    },
    proxies: [
      account('client', replica('lab-client', 'lab-client-6d5f4', 40), records),
      ...replicas.map((one) => account('server', one, servedBy(one.name))),
    ],
    services: replicas.map((one, index) => ({
      replica: one,
      answers: { 'POST /api/v1/events 200': servedBy(one.name).length - (index === 0 ? lost : 0) },
    })),
    changed: [],
    more: {},
  };
}

export const sampleCheck = (given: Partial<Check> & Pick<Check, 'id' | 'claim'>): Check => ({
  role: 'law',
  kind: 'exact',
  test: 'exact law',
  n: 600,
  alpha: 0,
  against: undefined,
  expected: 'every request',
  observed: 'every request',
  result: 'holds',
  counts: { requests: 600 },
  ...given,
});

/** That all accounts of the traffic agree. */
export const conservation = (given: Partial<Check> = {}): Check =>
  sampleCheck({
    id: 'conservation',
    claim: 'Client, proxies and services counted the same requests',
    role: 'witness',
    test: 'equality',
    expected: 'the same three times',
    observed: '600, 600 and 600',
    counts: { sent: 600, proxy: 600, services: 600 },
    ...given,
  });

export const sampleAttempt = (given: Partial<Attempt> = {}): Attempt => ({
  propagation: [],
  phases: [samplePhase(Array.from({ length: 600 }, () => 200))],
  checks: [conservation()],
  void: undefined,
  ...given,
});

/** A whole report on the attempts; the verdict is the one that they lead to. */
export const sampleReport = (
  given: Partial<Omit<Report, 'lab'>> & { attempts: Report['attempts']; lab?: Partial<Report['lab']> },
): Report => ({
  format: 1,
  versions: {
    product: '0.1.0',
    labs: '0.1.0',
    node: 'v24.21.0',
    envoy: '1.39.0',
    load: ['k6 v2.2.0'],
  },
  facts: {
    place: 'weather-minikube',
    platform: 'Kubernetes v1.34.4',
    istio: '1.31.0',
    images: { 'machine-learning-v1': 'weather/machine-learning:0.1.0', 'message-queue': 'weather/message-queue:0.1.0' },
  },
  setting: { name: 'rule', title: 'ROUND_ROBIN', isControl: false },
  seed: 20221,
  started: new Date(start).toISOString(),
  ended: new Date(start + 48_300).toISOString(),
  manifests: [{ object: 'DestinationRule weather/machine-learning-v1', yaml: destinationRule }],
  propagation: [
    { what: 'cluster outbound|3001||machine-learning-v1 balances by ROUND_ROBIN', proxy: 'lab-client-6d5f4', ms: 412 },
    { what: 'cluster outbound|3001||machine-learning-v1 balances by ROUND_ROBIN', proxy: 'message-queue-0', ms: 663 },
    { what: 'the rule is gone again', proxy: 'lab-client-6d5f4', ms: 3120 },
  ],
  verdict: given.verdict ?? verdictOn(given.attempts),
  findings: [],
  figures: [],
  notes: [],
  ...given,
  lab: { ...roundRobin, ...given.lab },
});

const destinationRule = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: machine-learning-v1
  namespace: weather
spec:
  host: machine-learning-v1
  trafficPolicy:
    loadBalancer:
      simple: ROUND_ROBIN
`;

const roundRobin: Report['lab'] = {
  name: 'round-robin',
  row: 'T1',
  title: 'Round robin',
  question: 'Do the three pods of machine-learning take turns, always in the same order?',
  source: {
    where: 'Bunyatov 2022, section 4.1.1',
    setUp: 'machine-learning v1 scaled to 3 replicas, a simulation of 60 s, the sidecars’ logs.',
    saw: 'Pods served in the order 2→3→1→2→3→1→2→3',
  },
  since: [
    'Istio’s default is LEAST_REQUEST now: the rule has to say ROUND_ROBIN.',
    'Each worker thread of a proxy keeps a cursor of its own, and begins anywhere.',
  ],
  scenario: 'round-robin',
  client: { proxyConcurrency: 1, why: 'each worker has a cursor of its own, so that two would mix two orders' },
};
