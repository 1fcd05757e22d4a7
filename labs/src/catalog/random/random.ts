import { modelPath } from '@weather/contracts';
import type { Bench } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { oneTryEach } from '../../judgement/one-try.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import type { Figure } from '../../report/figure.ts';
import { balancingExercise } from '../balancing-exercise.ts';
import { asIs, withValue } from '../changes.ts';
import { balancesBy } from '../expectations.ts';
import type { Lab, Setting } from '../lab.ts';
import { urlOf } from '../names.ts';
import { answeredStretches, replicasIn } from '../picks.ts';
import { oneWorker, sequentially } from '../requests.ts';
import { checksOfDraws, replicas, requests } from '../draws.ts';

const service = 'machine-learning-v1';
/** What a hash would go by, if the rule named it: the same for all requests. */
const headers = { 'x-lab': 'random' };

const setting = (name: string, title: string, change: Setting['change'], lbPolicy: string): Setting => ({
  name,
  title,
  change,
  replicas: { [service]: replicas },
  expectations: [balancesBy('client', { service }, lbPolicy)],
});

async function observe(bench: Bench): Promise<Phase[]> {
  const watch = { proxies: [{ workload: service, side: 'server' as const }], services: [service] };
  const plan = sequentially({ url: urlOf(service, modelPath), headers, requests });
  return [await bench.phase({ name: 'direct', title: 'One client asks, again and again' }, plan, watch)];
}

function judge([direct]: readonly Phase[]): Check[] {
  const members = replicasIn(direct!, service).map(({ name }) => name);
  return [
    ...checksOfDraws(direct!.load.records, members),
    witnessesOf(direct!, { method: 'GET', route: modelPath }),
    oneTryEach(direct!),
  ];
}

function figures([direct]: readonly Phase[]): Figure[] {
  const pods = replicasIn(direct!, service).map(({ name }) => name);
  // Across a request that nobody answered none follows another, so a row of picks ends there.
  const stretches = answeredStretches(direct!.load.records, pods).map((picks) =>
    picks.map((pick) => pods.indexOf(pick)),
  );
  const picks = stretches.flat();
  const counts = pods.map((_, pod) => picks.filter((pick) => pick === pod).length);
  return [
    {
      kind: 'order',
      title: 'Which pod each request went to',
      says: 'Chance shows as a walk without a pattern: repeats and gaps are part of it.',
      lanes: pods.map((_, index) => `pod ${index + 1}`),
      rows: [
        { label: 'the thesis', picks: [2, 1, 1, 2, 3, 1, 2, 2].map((pod) => pod - 1) },
        { label: 'one client', picks: (stretches[0] ?? []).slice(0, 48) },
      ],
    },
    {
      kind: 'bars',
      title: 'Requests per pod',
      says: `Each pod should get about a third of ${picks.length} requests.`,
      unit: 'requests',
      bars: counts.map((value, index) => ({ label: `pod ${index + 1}`, value })),
    },
  ];
}

const loadBalancer = ['spec', 'trafficPolicy', 'loadBalancer'];

export const random: Lab = {
  name: 'random',
  title: 'Random balancing',
  row: 'T2',
  question: 'Does each request draw its pod, whoever had the one before it?',
  source: {
    where: 'Bunyatov 2022, section 4.1.2',
    setUp: 'machine-learning v1 with 3 replicas; DestinationRule RANDOM',
    saw: 'pods served in the order 2→1→1→2→3→1→2→2',
  },
  since: [
    'A request that cannot be handed over is tried again twice unless a rule forbids it, and draws anew each time. The thesis’s rule is kept as it was; should it happen, the attempt is not judged.',
    'LEAST_REQUEST, the default since 1.14, draws two pods and takes the one with less to do. With idle pods that looks just like RANDOM; the difference shows only when pods are busy, so this lab reads from the proxy itself that the rule is RANDOM.',
  ],
  scenario: 'random',
  client: { ...oneWorker, why: 'one worker, so one row of draws' },
  involves: { workloads: [service], services: [service] },
  images: [],
  rule: setting('rule', 'RANDOM', asIs, 'RANDOM'),
  controls: [
    setting(
      'round-robin',
      'ROUND_ROBIN instead of RANDOM',
      withValue('DestinationRule', service, loadBalancer, { simple: 'ROUND_ROBIN' }),
      'ROUND_ROBIN',
    ),
    setting(
      'sticky',
      'a hash of a header that is always the same',
      withValue('DestinationRule', service, loadBalancer, { consistentHash: { httpHeaderName: 'x-lab' } }),
      'RING_HASH',
    ),
  ],
  caughtBy: {
    'round-robin': ['independence'],
    sticky: ['even-shares'],
  },
  observe,
  judge,
  figures,
  exercise: { ...balancingExercise(service, 'how each request finds its pod'), under: () => random },
};
