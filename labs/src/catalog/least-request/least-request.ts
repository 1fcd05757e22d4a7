import { modelPath } from '@weather/contracts';
import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import { asIs, withValue } from '../changes.ts';
import { evenShares, noMemory } from '../draws.ts';
import { balancesBy } from '../expectations.ts';
import type { Lab, Setting } from '../lab.ts';
import { oneWorker } from '../requests.ts';
import { figuresOf } from './figures.ts';
import { asPredicted, sharesIn, slowGetsLess, twoChoicesLeave } from './shares.ts';
import { idlePath, idleRequests, makeTraffic, pods, service, slow, usualPods } from './traffic.ts';

const setting = (name: string, title: string, change: Setting['change'], lbPolicy: string): Setting => ({
  name,
  title,
  change,
  replicas: { [service]: usualPods },
  expectations: [balancesBy('client', { service, workloads: [service, slow] }, lbPolicy)],
});

const balancedBy = (policy: string) =>
  withValue('DestinationRule', service, ['spec', 'trafficPolicy', 'loadBalancer', 'simple'], policy);

function judge(phases: readonly Phase[]): Check[] {
  const [idle, busy] = phases as [Phase, Phase];
  const { picks, members } = sharesIn(idle);
  const draws = { picks, members, replicas: pods, requests: idleRequests };
  return [
    slowGetsLess(busy),
    twoChoicesLeave(busy),
    asPredicted(busy),
    evenShares('idle-shares', draws),
    noMemory('idle-independence', draws),
    witnessesOf(idle, { method: 'GET', route: idlePath }),
    witnessesOf(busy, { method: 'GET', route: modelPath }),
  ];
}

export const leastRequest: Lab = {
  name: 'least-request',
  title: 'Least request',
  row: 'X4',
  question: 'Does a slow pod get fewer requests than the others, and as few as two choices predict?',
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
  observe: makeTraffic,
  judge,
  figures: ([idle, busy]) => figuresOf(idle!, busy!),
};
