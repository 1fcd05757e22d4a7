import { eventsPath, modelPath } from '@weather/contracts';
import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { oneTryEach } from '../../judgement/one-try.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import type { Figure } from '../../report/figure.ts';
import { balancingExercise } from '../balancing-exercise.ts';
import { asIs, withValue, without } from '../changes.ts';
import { balancesBy } from '../expectations.ts';
import type { Lab, Setting } from '../lab.ts';
import { servicePort } from '../names.ts';
import { countsOf, cursorsOf, replicasIn, sentTo, servedBy } from '../picks.ts';
import { oneWorker } from '../requests.ts';
import { evenness, orderOfOne, orderOfSeveral, replicas } from './checks.ts';
import { cluster, makeBalancedTraffic, service } from './traffic.ts';

const policy = (name: string, title: string, change: Setting['change'], lbPolicy: string): Setting => ({
  name,
  title,
  change,
  replicas: { [service]: replicas },
  expectations: ['client', 'message-queue'].map((proxies) => balancesBy(proxies, { service }, lbPolicy)),
});

function judge(phases: readonly Phase[]): Check[] {
  const [direct, pushed] = phases as [Phase, Phase];
  const names = replicasIn(direct, service).map(({ name }) => name);
  const addresses = replicasIn(pushed, service).map(({ address }) => `${address}:${servicePort}`);
  return [
    orderOfOne(servedBy(direct.load.records), names),
    orderOfSeveral(sentTo(pushed, cluster), addresses, cursorsOf(pushed)),
    evenness(direct, countsOf(servedBy(direct.load.records), names)),
    evenness(pushed, countsOf(sentTo(pushed, cluster), addresses)),
    witnessesOf(direct, { method: 'GET', route: modelPath }),
    oneTryEach(direct),
    witnessesOf(pushed, { method: 'POST', route: eventsPath }),
    oneTryEach(pushed),
  ];
}

function figures(phases: readonly Phase[]): Figure[] {
  const [direct, pushed] = phases as [Phase, Phase];
  const pods = replicasIn(direct, service).map(({ name, address }) => ({ name, address: `${address}:${servicePort}` }));
  const lanes = pods.map((_, index) => `pod ${index + 1}`);
  const rows = [
    { label: 'the thesis', picks: [2, 3, 1, 2, 3, 1, 2, 3].map((pod) => pod - 1) },
    {
      label: 'one client',
      picks: servedBy(direct.load.records).map((pick) => pods.findIndex(({ name }) => name === pick)),
    },
    {
      label: 'message-queue',
      picks: sentTo(pushed, cluster).map((pick) => pods.findIndex(({ address }) => address === pick)),
    },
  ];
  return [
    {
      kind: 'order',
      title: 'Which pod each request went to',
      says: 'Round robin shows as a staircase that begins anew after each third request.',
      lanes,
      rows: rows.map(({ label, picks }) => ({ label, picks: picks.filter((pick) => pick >= 0).slice(0, 48) })),
    },
  ];
}

export const roundRobin: Lab = {
  name: 'round-robin',
  title: 'Round robin',
  row: 'T1',
  question: 'Do requests to a service with three pods go to them one after the other, in a circle?',
  source: {
    where: 'Bunyatov 2022, section 4.1.1',
    setUp: 'machine-learning v1 with 3 replicas; a simulation of 60 s; the log of the sidecars',
    saw: 'pods served in the order 2→3→1→2→3→1→2→3',
  },
  since: [
    'Istio balances by LEAST_REQUEST unless told otherwise (1.14), so the rule must say ROUND_ROBIN.',
    'A request that cannot be handed over is tried again twice unless a rule forbids it, and each try takes a place in the circle. The thesis’s rule is kept as it was; should it happen, the attempt is not judged.',
    'Each worker thread of a proxy has a circle of its own: with two workers the pods of all requests together do not alternate strictly. The direct client has one worker; for message-queue the law allows for all of its workers.',
  ],
  scenario: 'round-robin',
  client: { ...oneWorker, why: 'one worker, so one circle: the order is exact' },
  involves: { workloads: [service, 'message-queue'], services: [service] },
  images: [],
  rule: policy('rule', 'ROUND_ROBIN', asIs, 'ROUND_ROBIN'),
  controls: [
    policy(
      'random',
      'RANDOM instead of ROUND_ROBIN',
      withValue('DestinationRule', service, ['spec', 'trafficPolicy', 'loadBalancer', 'simple'], 'RANDOM'),
      'RANDOM',
    ),
    policy('no-rule', 'no rule at all', without('DestinationRule'), 'LEAST_REQUEST'),
  ],
  caughtBy: {
    random: ['direct-order', 'pushed-order'],
    'no-rule': ['direct-order', 'pushed-order'],
  },
  observe: makeBalancedTraffic,
  judge,
  figures,
  exercise: { ...balancingExercise(service, 'how each request finds its pod'), under: () => roundRobin },
};
