import { observationsPath } from '@weather/contracts';
import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import { asIs, withValue, without } from '../changes.ts';
import { circuitBreakerExercise } from './exercise.ts';
import { figuresOf } from './figures.ts';
import { checksOfSteps } from './laws.ts';
import { actsOnAll, type Limits, noLimits, ruleName, service } from './rules.ts';
import { checksOfThesis } from './thesis.ts';
import { makeBreakerTraffic, timeoutMs } from './traffic.ts';
import type { Lab, Setting } from '../lab.ts';

const setting = (name: string, title: string, change: Setting['change'], limits: Limits): Setting => ({
  name,
  title,
  change,
  replicas: {},
  expectations: actsOnAll(limits),
});

function judge(phases: readonly Phase[]): Check[] {
  const [thesis, measured] = phases as [Phase, Phase];
  const asked = { method: 'GET', route: observationsPath };
  return [
    ...checksOfThesis(thesis),
    ...checksOfSteps(measured),
    witnessesOf(thesis, asked),
    witnessesOf(measured, asked),
  ];
}

const within = (waiting: number, perConnection: number) =>
  setting('rule', 'one connection', asIs, { connections: 1, waiting, perConnection });

const { waiting: usualWaiting, perConnection: usualPerConnection } = circuitBreakerExercise.parameters;

const high = 1024;

const highLimits = {
  tcp: { maxConnections: high },
  http: { http1MaxPendingRequests: high, maxRequestsPerConnection: high },
};

export const circuitBreaker: Lab = {
  name: 'circuit-breaker',
  title: 'Circuit breaking',
  row: 'T6',
  question: 'Does the mesh turn requests away before they reach a service that has enough to do?',
  source: {
    where: 'Bunyatov 2022, section 4.4',
    setUp:
      'DestinationRule mq-circuit-breaker on message-queue: http1MaxPendingRequests 10, maxRequestsPerConnection 3, maxConnections 1; fortio load -c 20 -n 20',
    saw: '12 × 200 (60 %) and 8 × 503 (40 %)',
  },
  since: [
    'How many of twenty get through is no property of the rule: it depends on how many are served while the others still arrive. Envoy calls its limits a protection, not an exact count; each worker of the proxy has connections of its own, and may open one whatever the limit says. So the share is shown, and judged is what is exact; the second part, with a handler time that is known, judges the share.',
    'fortio is told -qps 0. With its usual eight requests a second it gives each connection two of them and so lowers twenty connections to ten, for which the rule has room: nothing is turned away.',
    'A rule without a workloadSelector and with its limits at the top also limits the proxy beside the service in its own calls to it: the thesis’s rule throttles every caller of message-queue, twice.',
    'Counters of breakers come into being at their first event (since 1.24): one that is missing is 0. Those named remaining_* are off (since 1.29).',
    'Requests that a breaker turned away were never tried again, neither then nor now.',
  ],
  scenario: 'circuit-breaker',
  holdsWhile: {
    'thesis-breaks': 'requests that overlap in the log overlap at the breaker, too',
    'served-least': 'the proxy hands on the next request within 25 ms, on average',
    'all-answered': `no answer takes longer than ${timeoutMs} ms`,
  },
  client: {
    proxyConcurrency: undefined,
    hasProxy: true,
    withFortio: true,
    why: 'as the thesis had it, with as many workers as Istio gives a proxy; the second part has a client of its own, whose proxy has one worker and so one pool of connections',
  },
  involves: { workloads: [service], services: [service] },
  images: [],
  rule: within(usualWaiting!.usual, usualPerConnection!.usual),
  controls: [
    setting(
      'too-high',
      `limits of ${high}`,
      withValue('DestinationRule', ruleName, ['spec', 'trafficPolicy', 'connectionPool'], highLimits),
      { connections: high, waiting: high, perConnection: high },
    ),
    setting('no-rule', 'no DestinationRule', without('DestinationRule'), noLimits),
    setting(
      'wrong-host',
      'a typo in the host',
      withValue('DestinationRule', ruleName, ['spec', 'host'], 'mesage-queue'),
      noLimits,
    ),
  ],
  caughtBy: {
    'too-high': ['thesis-breaks', 'trend', 'served-most', 'at-the-service'],
    'no-rule': ['thesis-breaks', 'trend', 'served-most', 'at-the-service'],
    'wrong-host': ['thesis-breaks', 'trend', 'served-most', 'at-the-service'],
  },
  observe: makeBreakerTraffic,
  judge,
  figures: ([thesis, measured]) => figuresOf(thesis!, measured!),
  exercise: {
    ...circuitBreakerExercise,
    // The measured rule is handed out as it is: its numbers are those that the queue's bounds are reckoned with.
    under: ({ waiting, perConnection }) => ({ ...circuitBreaker, rule: within(waiting!, perConnection!) }),
  },
};
