import { modelPath } from '@weather/contracts';
import type { Phase } from '../../bench/evidence.ts';
import { ruleBehind } from '../../envoy/rule-behind.ts';
import type { Check } from '../../judgement/check.ts';
import { oneTryEach } from '../../judgement/one-try.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import { allAnswered } from '../all-answered.ts';
import { asIs, withValue } from '../changes.ts';
import { checksOfDraws } from '../draws.ts';
import { clusterHas, reaches } from '../expectations.ts';
import type { Lab, Setting } from '../lab.ts';
import { oneWorker } from '../requests.ts';
import { leastRequestExercise } from './exercise.ts';
import { figuresOf } from './figures.ts';
import { prediction } from './prediction.ts';
import { asPredicted, sharesIn, slowGetsLess, twoChoicesLeave } from './shares.ts';
import { busyRequests, idlePath, makeTraffic, pods, service, slow, usualPods } from './traffic.ts';

const setting = (name: string, title: string, change: Setting['change'], lbPolicy: string): Setting => ({
  name,
  title,
  change,
  replicas: { [service]: usualPods },
  expectations: [
    clusterHas('client', { service }, `is balanced by ${lbPolicy}`, ({ lbPolicy: found }) =>
      found === lbPolicy ? undefined : `it is balanced by ${found}`,
    ),
    reaches('client', service, [service, slow]),
  ],
});

const balancedBy = (policy: string) =>
  withValue('DestinationRule', service, ['spec', 'trafficPolicy', 'loadBalancer', 'simple'], policy);

/** Without any rule pods are found in the same way: that it is this one which acts has to be seen, else a typo would not show. */
const byThisRule = (rule: Setting): Setting => ({
  ...rule,
  expectations: [
    ...rule.expectations,
    clusterHas('client', { service }, `is made by DestinationRule ${service}`, (cluster) => {
      const found = ruleBehind(cluster);
      return found === service ? undefined : `it is made by ${found ?? 'none'}`;
    }),
  ],
});

function judge(phases: readonly Phase[]): Check[] {
  const [idle, busy] = phases as [Phase, Phase];
  const predicted = prediction(busy);
  return [
    slowGetsLess(busy, predicted),
    twoChoicesLeave(busy),
    asPredicted(busy, predicted),
    allAnswered(busy, {
      id: 'busy-all-answered',
      claim: 'every request is answered, by the slow pod as well',
      against: { setting: 'a slow pod that answers nothing', power: 1 - (1 - 1 / pods ** 2) ** busyRequests },
    }),
    ...checksOfDraws(idle.load.records, sharesIn(idle).members),
    witnessesOf(idle, { method: 'GET', route: idlePath }),
    witnessesOf(busy, { method: 'GET', route: modelPath }),
    oneTryEach(idle),
    oneTryEach(busy),
  ];
}

export const leastRequest: Lab = {
  name: 'least-request',
  title: 'Least request',
  row: 'X4',
  question: 'Does a slow pod get fewer requests than the others: the share that two choices predict?',
  source: {
    where: 'ECE 4150, course slides',
    setUp: 'DestinationRule LEAST_CONN, beside ROUND_ROBIN and RANDOM',
    saw: 'the three policies by name; no figures',
  },
  since: [
    'LEAST_CONN is called LEAST_REQUEST, and has been the default since 1.14: the rule says so, but without it the outcome would be the same.',
    'It does not look for the least of all: it draws two pods, with replacement, and takes the one with fewer requests under way. So even the busiest of N pods gets 1/N² of the requests; and where all are idle the first draw decides, as with RANDOM.',
  ],
  scenario: 'least-request',
  client: {
    ...oneWorker,
    why: 'a proxy knows only of the requests that it has under way itself: one client, so that it knows all',
  },
  involves: { workloads: [service, slow], services: [service] },
  images: [],
  rule: setting('rule', 'LEAST_REQUEST', asIs, 'LEAST_REQUEST'),
  controls: [
    setting('random', 'RANDOM instead of LEAST_REQUEST', balancedBy('RANDOM'), 'RANDOM'),
    setting('round-robin', 'ROUND_ROBIN instead of LEAST_REQUEST', balancedBy('ROUND_ROBIN'), 'ROUND_ROBIN'),
  ],
  caughtBy: {
    random: ['slow-gets-less'],
    'round-robin': ['slow-gets-less', 'independence'],
  },
  observe: makeTraffic,
  judge,
  figures: ([idle, busy]) => figuresOf(idle!, busy!),
  exercise: { ...leastRequestExercise, under: () => ({ ...leastRequest, rule: byThisRule(leastRequest.rule) }) },
};
