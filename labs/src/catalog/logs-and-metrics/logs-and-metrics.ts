import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import type { MeshObject } from '../../mesh/mesh.ts';
import { asIs, withValue } from '../changes.ts';
import { balancesBy, reportsSpans } from '../expectations.ts';
import type { Lab, Setting } from '../lab.ts';
import { oneWorker } from '../requests.ts';
import { accountsAt, istioCounts, sameCounts } from './counted.ts';
import { accountsOf, toldBy } from './evidence.ts';
import { logsAndMetricsExercise } from './exercise.ts';
import { figuresOf } from './figures.ts';
import { inAllLogs, inOneTrace, inTheTrace } from './joined.ts';
import { client, queue, simulation } from './names.ts';
import { forgotten, unlogged } from './rules.ts';
import { makeLoggedTraffic } from './traffic.ts';

const setting = (name: string, title: string, change: Setting['change']): Setting => ({
  name,
  title,
  change,
  replicas: {},
  expectations: [balancesBy('client', { service: simulation }, 'LEAST_REQUEST'), reportsSpans('client', 100)],
});

const and =
  (object: MeshObject) =>
  (objects: readonly MeshObject[]): MeshObject[] => [...objects, object];

/** Naming prefixes takes the place of Istio's own choice; what comes in is not among these. */
const withoutCounters = withValue(
  'Deployment',
  simulation,
  ['spec', 'template', 'metadata', 'annotations', 'proxy.istio.io/config'],
  'proxyStatsMatcher: { inclusionPrefixes: [cluster_manager, listener_manager, server, cluster.outbound] }',
);

function judge([phase]: readonly Phase[]): Check[] {
  const told = toldBy(phase!);
  const accounts = accountsAt(phase!, told);
  return [
    inAllLogs(told),
    inOneTrace(told),
    inTheTrace(told),
    sameCounts(simulation, accounts.simulation),
    sameCounts(queue, accounts.queue),
    istioCounts(told, { simulation: accounts.simulation[0]!, queue: accounts.queue[0]! }),
    witnessesOf(atTheClient(phase!), []),
  ];
}

/** All others are what the laws are about; that the client and its own proxy tell the same is what these rest on. */
const atTheClient = (phase: Phase): Phase => ({
  ...phase,
  title: 'The client and its own proxy',
  proxies: accountsOf(phase, client, 'client'),
  services: [],
});

export const logsAndMetrics: Lab = {
  name: 'logs-and-metrics',
  title: 'Logs, metrics and traces',
  row: 'X14, X15',
  question: 'Is one request found in all logs and in its trace by one id, and do metrics count what the logs tell?',
  source: {
    where: 'Wolff, Microservices, chapter 23; Bunyatov 2022; Bookinfo; ECE 4150',
    setUp: 'Prometheus, Grafana and Kiali beside Istio; JSON logs of all services in one place',
    saw: 'the lines of one request joined by its request id; rates and errors of each service in Grafana',
  },
  since: [
    'No access log is written unless it is asked for, in a Telemetry resource or the configuration of the mesh.',
    'The request id is not quite the same on its whole way: in one digit of it proxies note whether the request is traced.',
    'istio_requests_total is counted by extensions that Istio builds into its Envoy. Where the proxies have them it is a law that it comes to the same as the logs; where they have not, as a plain Envoy, the report shows that it was not judged, and the verdict rests on the other laws.',
  ],
  scenario: 'logs-and-metrics',
  client: { ...oneWorker, why: 'it gives each request its id, and its proxy is the first to tell of it' },
  involves: { workloads: [simulation, queue], services: [simulation, queue] },
  images: [],
  rule: setting('rule', 'logs, metrics and traces as the system has them', asIs),
  controls: [
    setting('no-access-log', "simulation's proxy writes no access log", and(unlogged)),
    setting('id-forgotten', 'the id is not passed on from simulation to the queue', and(forgotten)),
    setting('no-counters', "simulation's proxy does not count what comes in", withoutCounters),
  ],
  caughtBy: {
    'no-access-log': ['one-id'],
    'id-forgotten': ['one-id'],
    'no-counters': ['logged-simulation-counts'],
  },
  observe: makeLoggedTraffic,
  judge,
  figures: ([phase]) => figuresOf(phase!),
  exercise: { ...logsAndMetricsExercise, under: () => logsAndMetrics },
};
