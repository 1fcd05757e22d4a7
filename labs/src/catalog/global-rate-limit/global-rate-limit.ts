import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import { gatewayWorkload } from '../../mesh/mesh.ts';
import { asIs, withText, withValue, without } from '../changes.ts';
import { asked, guard, onePerMinute, refusals, withLimiterGone } from './checks.ts';
import { globalRateLimitExercise } from './exercise.ts';
import { figuresOf } from './figures.ts';
import {
  asksLimiter,
  asksNobody,
  filterRule,
  limiter,
  namesRequests,
  reachesLimiter,
  routeRule,
  withoutLimiter,
} from './rules.ts';
import { makeLimitedTraffic } from './traffic.ts';
import type { Expectation } from '../../bench/expectation.ts';
import { inWords } from '../in-words.ts';
import type { Lab, Setting } from '../lab.ts';

const setting = (name: string, title: string, change: Setting['change'], expectations: Expectation[]): Setting => ({
  name,
  title,
  change,
  replicas: { simulation: 1 },
  expectations: [...expectations, reachesLimiter],
});

const live = [asksLimiter, withoutLimiter(false), namesRequests(true)];

function judge(phases: readonly Phase[], perMinute: number): Check[] {
  const [limited, open, closed] = phases as [Phase, Phase, Phase];
  return [
    onePerMinute(limited, perMinute),
    refusals(limited),
    withLimiterGone(open, false),
    withLimiterGone(closed, true),
    ...[limited, open, closed].map((phase) => witnessesOf(phase, asked)),
  ];
}

/** What depends on the limit. What the limiter allows stands in no proxy: the traffic has to show it. */
const limitedTo = (perMinute: number): Pick<Lab, 'question' | 'rule' | 'judge'> => ({
  question: `Does the gateway let ${inWords(perMinute)} simulation${perMinute === 1 ? '' : 's'} a minute through, and what does it do when its limiter is gone?`,
  rule: setting('rule', `${perMinute} per minute`, asIs, live),
  judge: (phases) => judge(phases, perMinute),
});

export const globalRateLimit: Lab = {
  name: 'global-rate-limit',
  title: 'Global rate limit',
  row: 'T3',
  source: {
    where: 'Bunyatov 2022, section 4.2.1',
    setUp:
      "ConfigMap with 1 per minute, Envoy's rate limit service with Redis, two EnvoyFilters on the ingress gateway; performSimulation called again and again",
    saw: 'the first call 200, every later one 429 (request_rate_limited)',
  },
  since: [
    'The patches name canonical filters and typed configuration only (Istio 1.19), and need no cluster of their own: the one that Istio makes from the Service will do.',
    'It counts by the minutes of the clock, then as now: who calls just before a full minute and just after it is let through twice. The thesis tells of one call that passed and of later ones that did not, and of no full minute.',
  ],
  scenario: 'global-rate-limit',
  holdsWhile: {
    'one-per-minute': `the limiter counts each request within ${guard} s of its time at the gateway, by its own clock`,
  },
  client: {
    proxyConcurrency: undefined,
    hasProxy: false,
    withFortio: false,
    why: 'who calls a gateway stands outside the mesh; a proxy of its own would also keep connections on which the gateway still follows the rule before',
  },
  involves: { workloads: ['simulation', limiter, gatewayWorkload], services: ['simulation', limiter] },
  images: ['envoyproxy/ratelimit:1e50889b', 'redis:8-alpine'],
  ...limitedTo(globalRateLimitExercise.parameters.perMinute!.usual),
  controls: [
    setting(
      'too-high',
      '1000 per minute instead of 1',
      withText('ConfigMap', limiter, ['data', 'config.yaml'], 'requests_per_unit: 1\n', 'requests_per_unit: 1000\n'),
      live,
    ),
    setting(
      'no-descriptor',
      'no rule that says which requests the filter asks about',
      without('EnvoyFilter', routeRule),
      [asksLimiter, withoutLimiter(false), namesRequests(false)],
    ),
    setting(
      'wrong-label',
      "a typo in the label by which the filter's rule finds the gateway",
      withValue('EnvoyFilter', filterRule, ['spec', 'workloadSelector', 'labels', 'istio'], 'ingressgatway'),
      [asksNobody, namesRequests(true)],
    ),
  ],
  caughtBy: {
    'too-high': ['one-per-minute'],
    'no-descriptor': ['one-per-minute'],
    'wrong-label': ['one-per-minute'],
  },
  observe: makeLimitedTraffic,
  figures: (phases) => figuresOf(phases as [Phase, Phase, Phase]),
  exercise: {
    ...globalRateLimitExercise,
    under: ({ perMinute }) => ({ ...globalRateLimit, ...limitedTo(perMinute!) }),
  },
};
