import { modelPath } from '@weather/contracts';
import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import { asIs, withValue, without } from '../changes.ts';
import { inWords } from '../in-words.ts';
import type { Lab, Setting } from '../lab.ts';
import { oneWorker } from '../requests.ts';
import { checksOfFlaky } from './checks.ts';
import { figuresOf } from './figures.ts';
import { retryExercise } from './exercise.ts';
import { acts, type Allowed, asInTheRule, bounded, failing, flaky, istiosOwn, type Ruled, usual } from './rules.ts';
import { checksOfStorm } from './storm.ts';
import { makeRetriedTraffic } from './traffic.ts';

const setting = (name: string, title: string, change: Setting['change'], ruled: Ruled): Setting => ({
  name,
  title,
  change,
  replicas: {},
  expectations: acts(ruled),
});

function judge(phases: readonly Phase[], { attempts, places }: Allowed): Check[] {
  const [one, storm] = phases as [Phase, Phase];
  const asked = { method: 'GET', route: modelPath, eachTry: true };
  return [
    ...checksOfFlaky(one, attempts),
    ...checksOfStorm(storm, places),
    witnessesOf(one, asked),
    witnessesOf(storm, asked),
  ];
}

const place = ['spec', 'http', 0, 'retries'];

/** What depends on the numbers of the rule. */
const allowing = (allowed: Allowed): Pick<Lab, 'rule' | 'judge' | 'figures'> => ({
  rule: setting(
    'rule',
    `${allowed.attempts} attempts, and for one service ${inWords(allowed.places)} at once`,
    asIs,
    asInTheRule(allowed),
  ),
  judge: (phases) => judge(phases, allowed),
  figures: ([one, storm]) => figuresOf(one!, storm!, allowed),
});

const usually = asInTheRule(usual);

export const retry: Lab = {
  name: 'retry',
  title: 'Retry',
  row: 'X8',
  question: 'How much of a service’s failing do second tries hide, and what do they cost when it is down altogether?',
  source: {
    where: 'ECE 4150 slides; Wolff, Microservices, chapter 23',
    setUp:
      'attempts 3, perTryTimeout 2 s (slides); attempts 20, perTryTimeout 5 s, timeout 10 s, against a service that fails at random, by a switch in its environment (Wolff)',
    saw: 'the errors are gone; neither source counts what is left, nor what it costs',
  },
  since: [
    'Istio still tries twice again where no rule says anything, but no longer on a service’s 503 (1.24): only where a request cannot have been worked on.',
    'What Wolff’s 20 attempts do to a service that is down is this lab’s second part. Envoy’s limit on further tries, maxRetries, is not set by Istio; a budget that grows with the traffic, retryBudget, came with 1.27.',
  ],
  scenario: 'retry',
  client: { ...oneWorker, why: 'one worker, so that the limit on further tries is exact' },
  involves: { workloads: [flaky, failing], services: [flaky, failing, bounded] },
  images: [],
  ...allowing(usual),
  controls: [
    setting('no-rule', 'no rule: Istio’s own second tries', without('VirtualService'), {
      ...usually,
      flaky: istiosOwn,
      failing: istiosOwn,
    }),
    setting(
      'wrong-condition',
      'tried again on connect-failure, which a service’s 503 is not',
      withValue('VirtualService', flaky, [...place, 'retryOn'], 'connect-failure'),
      { ...usually, flaky: { attempts: 3, on: 'connect-failure' } },
    ),
    setting('too-few', '2 attempts instead of 3', withValue('VirtualService', flaky, [...place, 'attempts'], 2), {
      ...usually,
      flaky: { attempts: 2, on: '5xx' },
    }),
    setting('no-limit', 'no limit on further tries', without('DestinationRule'), { ...usually, places: undefined }),
  ],
  caughtBy: {
    'no-rule': ['each-request', 'share'],
    'wrong-condition': ['each-request', 'share'],
    'too-few': ['each-request'],
    'no-limit': ['few-at-once'],
  },
  observe: makeRetriedTraffic,
  exercise: {
    ...retryExercise,
    under: ({ attempts, places }) => ({ ...retry, ...allowing({ attempts: attempts!, places: places! }) }),
  },
};
