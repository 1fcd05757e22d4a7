import { performSimulationPath } from '@weather/contracts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import type { MeshObject } from '../../mesh/mesh.ts';
import { asIs, withValue } from '../changes.ts';
import { reportsNoSpans, reportsSpans } from '../expectations.ts';
import type { Lab, Setting } from '../lab.ts';
import { oneWorker } from '../requests.ts';
import { relay } from './expected-calls.ts';
import { checksOf } from './checks.ts';
import { tracingExercise } from './exercise.ts';
import { figuresOf } from './figures.ts';
import { makeTracedTraffic } from './traffic.ts';

const workloads = ['simulation', 'message-queue', 'machine-learning-v1', 'machine-learning-v2'];

const usual = tracingExercise.parameters.percent!.usual;

const setting = (
  name: string,
  title: string,
  change: Setting['change'],
  { sampling = usual, silent = '' } = {},
): Setting => ({
  name,
  title,
  change,
  replicas: Object.fromEntries(workloads.map((workload) => [workload, 1])),
  expectations: [
    reportsSpans('client', sampling),
    ...workloads.map((workload) => (workload === silent ? reportsNoSpans(workload) : reportsSpans(workload, 100))),
  ],
});

/** A proxy that passes trace headers on and tells nobody what it did. */
const silenced = (app: string): MeshObject => ({
  apiVersion: 'telemetry.istio.io/v1',
  kind: 'Telemetry',
  metadata: { name: 'silenced', namespace: 'weather' },
  spec: { selector: { matchLabels: { app } }, tracing: [{ disableSpanReporting: true }] },
});

/** What depends on the share of requests that are traced, in %. */
const tracedFor = (percentage: number): Pick<Lab, 'rule' | 'judge' | 'figures'> => ({
  rule: setting('rule', `${percentage} % of requests are traced`, asIs, { sampling: percentage }),
  judge: ([phase]) => [
    ...checksOf(phase!, percentage),
    witnessesOf(phase!, { method: 'POST', route: performSimulationPath }),
  ],
  figures: ([phase]) => figuresOf(phase!, percentage),
});

export const tracing: Lab = {
  name: 'tracing',
  title: 'Distributed tracing',
  row: 'X13',
  question:
    'Is a request that is traced traced on its whole way, and what is left of a trace where a service forgets the headers?',
  source: {
    where: 'Wolff, Microservices, chapter 23; Bunyatov 2022; Bookinfo; ECE 4150',
    setUp: 'Jaeger beside Istio; services that pass on x-request-id and the b3 headers',
    saw: 'one connected trace across the services in Jaeger; services have to pass those headers on (Wolff)',
  },
  since: [
    'Nothing is traced unless a Telemetry resource names a provider (Istio 1.22); 1 % of requests was the default before.',
    'With the OpenTelemetry provider the headers are those of W3C, traceparent and tracestate: a service that passes on the b3 headers alone, as the sources have it, breaks the trace.',
  ],
  scenario: 'tracing',
  client: { ...oneWorker, why: 'the first proxy on the way decides whether a request is traced, and this is it' },
  involves: { workloads: [...workloads, relay], services: ['simulation', 'message-queue', relay] },
  images: [],
  ...tracedFor(usual),
  controls: [
    setting(
      'all',
      '100 % instead of 30 %',
      withValue('Telemetry', 'sampling', ['spec', 'tracing', 0, 'randomSamplingPercentage'], 100),
      { sampling: 100 },
    ),
    setting(
      'silent-proxy',
      'a proxy on the way that reports no spans',
      (objects) => [...objects, silenced('simulation')],
      {
        silent: 'simulation',
      },
    ),
    setting(
      'remembers',
      'a relay that passes the headers on',
      withValue('Deployment', relay, ['spec', 'template', 'spec', 'containers', 0, 'env', 1, 'value'], 'true'),
    ),
  ],
  caughtBy: {
    all: ['share'],
    'silent-proxy': ['complete'],
    remembers: ['falls-apart'],
  },
  observe: makeTracedTraffic,
  exercise: { ...tracingExercise, under: ({ percent }) => ({ ...tracing, ...tracedFor(percent!) }) },
};
