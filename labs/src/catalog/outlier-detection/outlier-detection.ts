import { modelPath } from '@weather/contracts';
import type { Expectation } from '../../bench/expectation.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import { asIs, withValue, without } from '../changes.ts';
import type { Lab, Setting } from '../lab.ts';
import { oneWorker } from '../requests.ts';
import { stallMs } from './absences.ts';
import { checksOf } from './checks.ts';
import { outlierDetectionExercise } from './exercise.ts';
import { figuresOf } from './figures.ts';
import { acts, bad, good, rule, service } from './rules.ts';
import { makeTraffic } from './traffic.ts';

const setting = (name: string, title: string, change: Setting['change'], expectations: Expectation[]): Setting => ({
  name,
  title,
  change,
  replicas: {},
  expectations,
});

/** What depends on after how many errors in a row a pod is out. */
const outAfter = (errors: number): Pick<Lab, 'rule' | 'judge' | 'figures'> => ({
  rule: setting('rule', `out after ${errors} errors in a row`, asIs, acts({ ...rule, errors })),
  judge: ([phase]) => [...checksOf(phase!, errors), witnessesOf(phase!, { method: 'GET', route: modelPath })],
  figures: ([phase]) => figuresOf(phase!, errors),
});

const heldUp = `neither the client nor a proxy or a pod stands still for ${stallMs / 1000} s unseen`;

const place = ['spec', 'trafficPolicy', 'outlierDetection'];

export const outlierDetection: Lab = {
  name: 'outlier-detection',
  title: 'Outlier detection',
  row: 'X9',
  question: 'Does the mesh stop asking a pod that fails, and give it another chance later?',
  source: {
    where: 'ECE 4150 slides; Wolff, Microservices, chapter 23',
    setUp: 'consecutive 5xx eject a pod, in the same rule as the circuit breaker',
    saw: 'the rule alone: neither shows what it does',
  },
  since: [
    'maxEjectionPercent is taken at its word (Envoy 1.28): with the usual 10 %, none of fewer than ten pods is ever thrown out. It used to be one at least.',
    'consecutiveErrors is not read any more; it is called consecutive5xxErrors. Who writes the old name gets Envoy’s own five.',
    'While outlierDetection is set, Istio turns off Envoy’s panic: if all pods were out, requests would fail, and not go to all of them again.',
  ],
  scenario: 'outlier-detection',
  holdsWhile: {
    before: heldUp,
    out: heldUp,
    errors: heldUp,
  },
  client: { ...oneWorker, why: 'one worker, so that the pods take turns and each third request finds the bad one' },
  involves: { workloads: [good, bad], services: [service] },
  images: [],
  ...outAfter(rule.errors),
  controls: [
    setting('no-rule', 'no rule about who is thrown out', without('DestinationRule'), acts(undefined, 'LEAST_REQUEST')),
    setting(
      'usual-percentage',
      'at most 10 % thrown out, as without maxEjectionPercent: of three pods none',
      withValue('DestinationRule', service, [...place, 'maxEjectionPercent'], 10),
      acts({ ...rule, mostPercent: 10 }),
    ),
    setting(
      'too-many',
      '1000 errors in a row instead of 3',
      withValue('DestinationRule', service, [...place, 'consecutive5xxErrors'], 1000),
      acts({ ...rule, errors: 1000 }),
    ),
    setting(
      'wrong-errors',
      'counts only errors that the proxy makes itself, such as a connection refused',
      withValue('DestinationRule', service, place, {
        splitExternalLocalOriginErrors: true,
        consecutiveLocalOriginFailures: 3,
        consecutive5xxErrors: 0,
        interval: '1s',
        baseEjectionTime: '3s',
        maxEjectionPercent: 50,
      }),
      acts({ ...rule, errors: 0 }),
    ),
  ],
  caughtBy: {
    'no-rule': ['before', 'out'],
    'usual-percentage': ['before', 'out'],
    'too-many': ['before', 'out'],
    'wrong-errors': ['before', 'out'],
  },
  observe: makeTraffic,
  exercise: {
    ...outlierDetectionExercise,
    under: ({ errors }) => ({ ...outlierDetection, ...outAfter(errors!) }),
  },
};
