import { modelPath } from '@weather/contracts';
import type { Bench } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import { asIs, withValue } from '../changes.ts';
import { delayOf, everyRequest, faultSettings, noFault, type RouteFault } from '../injected-faults.ts';
import type { Lab } from '../lab.ts';
import { urlOf } from '../names.ts';
import { atRate, oneWorker } from '../requests.ts';
import { checksOf } from './checks.ts';
import { delayFaultExercise } from './exercise.ts';
import { figuresOf } from './figures.ts';
import { jason, requests, service, users } from './users.ts';

/** All are sent within five seconds, so that jason's wait side by side: ten a second, and no more than fifty in all. */
const ratePerSecond = 50;
/** Enough for all that wait, and for those who have their answers at once. */
const senders = 64;

const setting = faultSettings(service);

const onlyJason = (fault: string): RouteFault[] => [
  { requests: `end-user: ${jason}`, fault },
  { requests: everyRequest, fault: noFault },
];

const changed = (place: readonly (string | number)[], value: unknown) =>
  withValue('VirtualService', service, ['spec', 'http', 0, ...place], value);

const observe = async (bench: Bench): Promise<Phase[]> => [
  await bench.phase(
    { name: 'users', title: 'Five users ask in turn, one of them jason' },
    atRate({
      url: urlOf(service, modelPath),
      requests,
      ratePerSecond,
      concurrency: senders,
      variants: users.map((user) => ({ headers: user === undefined ? {} : { 'end-user': user } })),
      timeoutMs: 30_000,
    }),
    { proxies: [{ workload: service, side: 'server' }], services: [service] },
  ),
];

/** What depends on how long jason has to wait, in s. */
const delayedBy = (delay: number): Pick<Lab, 'question' | 'rule' | 'judge' | 'figures' | 'holdsWhile'> => ({
  holdsWhile: {
    'nobody-else': `nothing stands still for ${delay} s`,
    'before-the-service': `nothing stands still for ${delay} s`,
  },
  question: `Can one user alone be made to wait ${delay} s, without touching a service or anybody else?`,
  rule: setting('rule', `${delay} s for ${jason}`, asIs, onlyJason(delayOf(delay, 100))),
  judge: ([phase]) => [...checksOf(phase!, delay), witnessesOf(phase!, { method: 'GET', route: modelPath })],
  figures: ([phase]) => figuresOf(phase!, delay),
});

const usual = delayFaultExercise.parameters.seconds!.usual;

export const delayFault: Lab = {
  name: 'delay-fault',
  title: 'Delay fault',
  row: 'X5',
  source: {
    where: 'Istio’s Bookinfo; Wolff, Microservices, chapter 23; ECE 4150, chaos by delay',
    setUp: 'VirtualService with a fixed delay of 7 s for requests with the header end-user: jason',
    saw: 'jason alone waits; his page gives up on the reviews after 6 s, since a caller’s own limit is shorter than the 7 s',
  },
  since: [
    'The delay is made in the proxy of whoever asks, before the request is sent anywhere: neither the service nor the proxy beside it knows of it. So it is not seen by a caller without a sidecar.',
    'A timeout or a retry on the same route does not see the delay either: its clock starts afterwards (lab timeout).',
    'Headers are compared as they are: Jason is not jason.',
    'Beyond the first hop a rule sees the header only if the services pass it on, as those of this system do with end-user.',
  ],
  scenario: 'delay-fault',
  client: {
    ...oneWorker,
    why: 'the delay is made by the proxy of whoever asks; how many workers it has does not matter',
  },
  involves: { workloads: [service], services: [service] },
  images: [],
  ...delayedBy(usual),
  controls: [
    setting('everybody', 'no match: a delay for everybody', changed(['match'], undefined), [
      { requests: everyRequest, fault: delayOf(usual, 100) },
    ]),
    setting(
      'two-seconds',
      '2 s instead of 7 s',
      changed(['fault', 'delay', 'fixedDelay'], '2s'),
      onlyJason(delayOf(2, 100)),
    ),
    setting(
      'half',
      '50 % instead of 100 %',
      changed(['fault', 'delay', 'percentage', 'value'], 50),
      onlyJason(delayOf(usual, 50)),
    ),
  ],
  caughtBy: {
    everybody: ['nobody-else'],
    'two-seconds': ['jason-waits'],
    half: ['jason-delayed'],
  },
  observe,
  exercise: { ...delayFaultExercise, under: ({ seconds }) => ({ ...delayFault, ...delayedBy(seconds!) }) },
};
