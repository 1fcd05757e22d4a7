import { modelPath } from '@weather/contracts';
import type { Bench } from '../../bench/bench.ts';
import type { Expectation } from '../../bench/expectation.ts';
import type { Phase } from '../../bench/evidence.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import type { MeshObject } from '../../mesh/mesh.ts';
import { asIs, withValue, without } from '../changes.ts';
import { hasFilter, routeTo } from '../expectations.ts';
import { inWords } from '../in-words.ts';
import { delayOf, everyRequest, injects } from '../injected-faults.ts';
import type { Lab, Setting } from '../lab.ts';
import { urlOf } from '../names.ts';
import { atRate, oneWorker } from '../requests.ts';
import { askFor, handlerTimes, requests, service } from './calls.ts';
import { checksOf } from './checks.ts';
import { timeoutExercise } from './exercise.ts';
import { figuresOf } from './figures.ts';

const ratePerSecond = 40;
/** Half of the calls wait for a second each, twenty of them side by side; for 1.5 s thirty, without a timeout up to sixty. */
const senders = 40;

/** The filter that makes the service take its time. */
const handlerTimeFilter = 'weather-lab.handler-time';

const setting = (name: string, title: string, change: Setting['change'], expectations: Expectation[]): Setting => ({
  name,
  title,
  change,
  replicas: {},
  expectations,
});

const textOf = (ms: number | undefined) => (ms === undefined ? 'never' : `after ${ms} ms`);

function givesUpAfter(ms: number | undefined): Expectation {
  return {
    what: `callers of ${service} give up ${textOf(ms)}`,
    proxies: 'client',
    missing: (configuration) => {
      const route = routeTo(configuration, service);
      if (route === undefined) return `there is no route to ${service}`;
      return route.timeoutMs === ms ? undefined : `they give up ${textOf(route.timeoutMs)}`;
    },
  };
}

const isSlow = hasFilter(service, handlerTimeFilter, true);

/** The mistake that is made most: to try out a timeout, its own route is given a delay. */
function onTheSameRoute(objects: readonly MeshObject[]): MeshObject[] {
  const route = {
    name: 'patient',
    fault: { delay: { percentage: { value: 100 }, fixedDelay: '2s' } },
    timeout: '1s',
    route: [{ destination: { host: service } }],
  };
  return withValue('VirtualService', service, ['spec', 'http', 0], route)(without('EnvoyFilter')(objects));
}

const observe = async (bench: Bench): Promise<Phase[]> => [
  await bench.phase(
    { name: 'calls', title: 'A service that is now fast, now slow' },
    atRate({
      url: urlOf(service, modelPath),
      requests,
      ratePerSecond,
      concurrency: senders,
      variants: handlerTimes.map((ms) => ({ headers: askFor(ms) })),
      timeoutMs: 30_000,
    }),
    { proxies: [{ workload: service, side: 'server' }], services: [service] },
  ),
];

/** What depends on when the caller gives up. */
const givenUpAfter = (ms: number): Pick<Lab, 'rule' | 'judge' | 'figures' | 'holdsWhile'> => ({
  holdsWhile: { 'fast-served': `no call is held up until ${ms} ms are over` },
  rule: setting('rule', `${inWords(ms / 1000)} second${ms === 1000 ? '' : 's'}`, asIs, [givesUpAfter(ms), isSlow]),
  judge: ([phase]) => [...checksOf(phase!, ms), witnessesOf(phase!, { method: 'GET', route: modelPath })],
  figures: ([phase]) => figuresOf(phase!, ms),
});

export const timeout: Lab = {
  name: 'timeout',
  title: 'Timeout',
  row: 'X7',
  question: 'Does a caller get its answer in time, if only a refusal, however slow the service is?',
  source: {
    where: 'ECE 4150; Wolff, Microservices, chapter 23',
    setUp: 'VirtualService with a timeout on a route (Wolff: 10 s in all)',
    saw: 'calls that take longer are given up, with 504',
  },
  since: [
    'The timeout stands on the caller’s hop, the slowness on the service’s side. A delay in the caller’s own route, as one likes to try it with, is over before the timeout’s clock starts: nothing ever times out (control same-route).',
    'Istio has no timeout unless a rule says so; Envoy’s own 15 s are turned off.',
    'What was given up is not undone: the service may have done its work all the same. Here the time is spent in the proxy beside it, so it never begins.',
  ],
  scenario: 'timeout',
  client: {
    ...oneWorker,
    why: 'the timeout is kept by the proxy of whoever asks; how many workers it has does not matter',
  },
  involves: { workloads: [service], services: [service] },
  images: [],
  ...givenUpAfter(timeoutExercise.parameters.ms!.usual),
  controls: [
    setting('no-timeout', 'no timeout', without('VirtualService'), [givesUpAfter(undefined), isSlow]),
    setting(
      'too-long',
      '10 s, longer than the service ever takes',
      withValue('VirtualService', service, ['spec', 'http', 0, 'timeout'], '10s'),
      [givesUpAfter(10_000), isSlow],
    ),
    setting(
      'too-short',
      'half a second instead of one',
      withValue('VirtualService', service, ['spec', 'http', 0, 'timeout'], '500ms'),
      [givesUpAfter(500), isSlow],
    ),
    setting('same-route', 'a delay of 2 s on the route with the timeout, in place of a slow service', onTheSameRoute, [
      injects('client', service, [{ requests: everyRequest, fault: delayOf(2, 100) }]),
      hasFilter(service, handlerTimeFilter, false),
    ]),
  ],
  caughtBy: {
    'no-timeout': ['slow-given-up'],
    'too-long': ['slow-given-up'],
    'too-short': ['not-early'],
    'same-route': ['slow-given-up'],
  },
  observe,
  exercise: { ...timeoutExercise, under: ({ ms }) => ({ ...timeout, ...givenUpAfter(ms!) }) },
};
