import { modelPath } from '@weather/contracts';
import type { Bench } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import { chanceText } from '../../judgement/chance-text.ts';
import { alpha, type Check } from '../../judgement/check.ts';
import { statisticalCheck } from '../../judgement/make-check.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import type { Figure } from '../../report/figure.ts';
import { goodnessOfFit, independence, powerOfGoodnessOfFit, successivePicks } from '../../statistics/index.ts';
import { balancingExercise } from '../balancing-exercise.ts';
import { asIs, withValue } from '../changes.ts';
import { balancesBy } from '../expectations.ts';
import type { Lab, Setting } from '../lab.ts';
import { urlOf } from '../names.ts';
import { countsOf, firstPicks, replicasIn, servedBy } from '../picks.ts';
import { oneWorker, sequentially } from '../requests.ts';

const service = 'machine-learning-v1';
const replicas = 3;
const requests = 3000;
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
  const picks = servedBy(direct!.load.records).filter((pick) => members.includes(pick));
  return [
    evenShares(picks, members),
    noMemory(picks, members),
    witnessesOf(direct!, { method: 'GET', route: modelPath }),
  ];
}

function evenShares(picks: string[], members: string[]): Check {
  const counts = countsOf(picks, members);
  const shares = members.map(() => 1 / members.length);
  const { statistic, df, p } = goodnessOfFit(Object.values(counts), shares);
  return statisticalCheck({
    id: 'even-shares',
    claim: 'each pod gets the same share',
    test: `χ² test of the counts (${df} degrees of freedom)`,
    n: picks.length,
    alpha,
    against: {
      setting: 'shares 40/30/30',
      power: powerOfGoodnessOfFit({
        n: requests,
        nullShares: [1 / 3, 1 / 3, 1 / 3],
        trueShares: [0.4, 0.3, 0.3],
        alpha,
      }),
    },
    expected: `p above ${alpha}`,
    observed: `${firstPicks(picks, members)} …, in all ${Object.values(counts).join(' : ')}; χ² = ${statistic.toFixed(2)}, p: ${chanceText(p)}`,
    holds: picks.length >= requests / 2 ? p > alpha && members.length === replicas : undefined,
    counts,
  });
}

/** Round robin passes every test of counts; what tells it from RANDOM is which pod follows which. */
function noMemory(picks: string[], members: string[]): Check {
  const table = successivePicks(picks, members);
  const { statistic, df, p } = independence(table);
  return statisticalCheck({
    id: 'independence',
    claim: 'which pod comes next does not depend on the one before',
    test: `χ² test of independence of successive picks (${df} degrees of freedom)`,
    n: picks.length - 1,
    alpha,
    // A circle puts all pairs into one cell of each row: χ² is then (members − 1) · n, beyond any threshold.
    against: { setting: 'ROUND_ROBIN', power: 1 },
    expected: `p above ${alpha}`,
    observed: `χ² of successive picks = ${statistic.toFixed(2)}, p: ${chanceText(p)}`,
    holds: picks.length >= requests / 2 ? p > alpha : undefined,
    counts: Object.fromEntries(
      table.flatMap((row, from) => row.map((count, to) => [`${members[from]} then ${members[to]}`, count])),
    ),
  });
}

function figures([direct]: readonly Phase[]): Figure[] {
  const pods = replicasIn(direct!, service).map(({ name }) => name);
  const picks = servedBy(direct!.load.records).map((pick) => pods.indexOf(pick));
  const counts = pods.map((_, pod) => picks.filter((pick) => pick === pod).length);
  return [
    {
      kind: 'order',
      title: 'Which pod each request went to',
      says: 'Chance shows as a walk without a pattern: repeats and gaps are part of it.',
      lanes: pods.map((_, index) => `pod ${index + 1}`),
      rows: [
        { label: 'the thesis', picks: [2, 1, 1, 2, 3, 1, 2, 2].map((pod) => pod - 1) },
        { label: 'one client', picks: picks.filter((pick) => pick >= 0).slice(0, 48) },
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
  observe,
  judge,
  figures,
  exercise: { ...balancingExercise(service, 'how each request finds its pod'), under: () => random },
};
