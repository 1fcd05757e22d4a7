import { modelPath } from '@weather/contracts';
import type { Expectation } from '../../bench/expectation.ts';
import type { Phase } from '../../bench/evidence.ts';
import { pointsEach } from '../../envoy/hash-ring.ts';
import type { Check } from '../../judgement/check.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import { asIs, withValue } from '../changes.ts';
import type { Lab, Setting } from '../lab.ts';
import { oneWorker } from '../requests.ts';
import { allReturn, answeredTo, asComputed, mostStay, newPodGetsItsShare, onePodEach } from './checks.ts';
import { stickyRoutingExercise } from './exercise.ts';
import { figuresOf } from './figures.ts';
import { hashed, hasRingOf, service, stationHeader, unhashed } from './rules.ts';
import { makeStationTraffic, pods } from './traffic.ts';

const setting = (name: string, title: string, change: Setting['change'], expectations: Expectation[]): Setting => ({
  name,
  title,
  change,
  replicas: { [service]: pods },
  expectations,
});

function judge(phases: readonly Phase[], ringSize: number): Check[] {
  const [three, four, back] = phases as [Phase, Phase, Phase];
  return [
    onePodEach(three, pods),
    onePodEach(four, pods + 1),
    newPodGetsItsShare(three, four, ringSize),
    mostStay(three, four, ringSize),
    allReturn(three, back),
    ...phases.map(answeredTo),
    asComputed(phases, ringSize),
    ...phases.map((phase) => witnessesOf(phase, { method: 'GET', route: modelPath })),
  ];
}

/** What depends on how many points the ring has. */
const onRingOf = (size: number): Pick<Lab, 'since' | 'judge' | 'figures'> => ({
  since: [
    `The theory has a fixed number of points on the ring for each pod. Envoy fixes the size of the ring instead (${size}): with a fourth pod the three old ones have ${pointsEach(pods + 1, size)} points each in place of ${pointsEach(pods, size)}, and about one station of ten moves from one old pod to another besides.`,
  ],
  judge: (phases) => judge(phases, size),
  figures: ([three, four]) => figuresOf(three!, four!, size),
});

const rule = setting('rule', 'a hash of the station’s id', asIs, hashed(stationHeader));

/** No law tells one size of the ring from another, but the proxy's configuration does. */
const ruleWithRingOf = (size: number): Setting => ({
  ...rule,
  title: `${rule.title}, on a ring of ${size} points`,
  expectations: [...rule.expectations, hasRingOf(size)],
});

const loadBalancer = ['spec', 'trafficPolicy', 'loadBalancer'];

export const stickyRouting: Lab = {
  name: 'sticky-routing',
  title: 'Sticky routing',
  row: 'X17',
  question: 'Does each station stay with one pod of the model, and how many have to move when a pod is added?',
  source: {
    where: 'none of the sources; Karger et al. 1997 for the ring',
    setUp:
      'DestinationRule with a consistent hash of the station’s id; machine-learning v1 with 3 pods, then 4, then 3',
    saw: 'in theory one of four stations moves, to the new pod; a hash modulo the number of pods would move three of four',
  },
  ...onRingOf(stickyRoutingExercise.parameters.ringSize!.usual),
  scenario: 'sticky-routing',
  client: { ...oneWorker, why: 'the ring is the same for all workers and all proxies; one keeps the order of the log' },
  involves: { workloads: [service], services: [service] },
  images: [],
  rule,
  controls: [
    setting(
      'other-header',
      'a hash of a header that no request has',
      withValue('DestinationRule', service, [...loadBalancer, 'consistentHash', 'httpHeaderName'], 'x-station'),
      hashed('x-station'),
    ),
    setting(
      'round-robin',
      'ROUND_ROBIN instead of a hash',
      withValue('DestinationRule', service, loadBalancer, { simple: 'ROUND_ROBIN' }),
      unhashed('ROUND_ROBIN'),
    ),
  ],
  caughtBy: {
    'other-header': ['three-one-pod', 'four-one-pod'],
    'round-robin': ['three-one-pod', 'four-one-pod'],
  },
  observe: makeStationTraffic,
  exercise: {
    ...stickyRoutingExercise,
    under: ({ ringSize }) => ({ ...stickyRouting, ...onRingOf(ringSize!), rule: ruleWithRingOf(ringSize!) }),
  },
};
