import { eventsPath, modelPath, performSimulationPath, simulationAccountSchema } from '@weather/contracts';
import type { Bench } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { exactCheck } from '../../judgement/make-check.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import type { Figure } from '../../report/figure.ts';
import { chanceThatRandomPasses, fewestCursors, isCyclic, spreadOfCounts } from '../../statistics/index.ts';
import { balancingExercise } from '../balancing-exercise.ts';
import { asIs, withValue, without } from '../changes.ts';
import { balancesBy } from '../expectations.ts';
import type { Lab, Setting } from '../lab.ts';
import { clusterOf, inboundCluster, servicePort, urlOf } from '../names.ts';
import { countsOf, cursorsOf, firstPicks, replicasIn, sentTo, servedBy } from '../picks.ts';
import { oneWorker, sequentially } from '../requests.ts';

const service = 'machine-learning-v1';
const replicas = 3;
const cluster = clusterOf(service);
const requests = 300;
const observations = 150;

const policy = (name: string, title: string, change: Setting['change'], lbPolicy: string): Setting => ({
  name,
  title,
  change,
  replicas: { [service]: replicas },
  expectations: ['client', 'message-queue'].map((proxies) => balancesBy(proxies, { service }, lbPolicy)),
});

async function observe(bench: Bench): Promise<Phase[]> {
  const watch = { proxies: [{ workload: service, side: 'server' as const }], services: [service] };
  const plan = sequentially({ url: urlOf(service, modelPath), requests });
  const direct = await bench.phase({ name: 'direct', title: 'One client asks, again and again' }, plan, watch);
  const pushed = await bench.observe(
    { name: 'pushed', title: 'message-queue pushes observations, as in the thesis' },
    { ...watch, proxies: [{ workload: 'message-queue', side: 'client' }, ...watch.proxies] },
    ({ upstreamCluster, path }, side) =>
      path === eventsPath && upstreamCluster === (side === 'client' ? cluster : inboundCluster),
    () => simulate(bench),
  );
  return [direct, pushed];
}

/** The thesis's call. One station, so that message-queue pushes one observation after the other. */
async function simulate(bench: Bench) {
  // A seed that was used before would make observations that message-queue already has, and does not push again.
  const seed = Number.parseInt(bench.run, 16);
  const query = `duration=${observations * 50}&type=weather&threads=1&stations=1&rate=20&seed=${seed}`;
  const url = `${urlOf('simulation', performSimulationPath)}?${query}`;
  const plan = sequentially({ url, method: 'POST', requests: 1, timeoutMs: 60_000, keepBodies: true });
  const { records } = await bench.client.run({ ...plan, id: `lab/${bench.run}/simulation` });
  const { acked, duplicates, stations } = simulationAccountSchema.parse(records[0]?.body);
  return { statuses: { 200: acked - duplicates }, more: { stations } };
}

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
    witnessesOf(pushed, { method: 'POST', route: eventsPath }),
  ];
}

function orderOfOne(picks: string[], members: string[]): Check {
  const { holds, firstViolation } = isCyclic(picks, members);
  return exactCheck({
    id: 'direct-order',
    claim: `one client's requests go to the ${replicas} pods in a circle: each next one to the next pod`,
    test: 'exact order law of one round-robin cursor',
    n: picks.length,
    against: against(members.length, 1, picks.length),
    expected: 'any three in a row differ, and each goes where the third before it went',
    observed: holds
      ? `${firstPicks(picks, members)}, and so on without exception for ${picks.length} requests`
      : `broken at request ${firstViolation! + 1}`,
    holds: enough(picks) ? holds && members.length === replicas : undefined,
    counts: countsOf(picks, members),
  });
}

function orderOfSeveral(picks: string[], members: string[], cursors: number): Check {
  const { holds, firstViolation, cursors: needed } = fewestCursors(picks, members, cursors);
  return exactCheck({
    id: 'pushed-order',
    claim: `what message-queue pushes goes round in a circle, in as many circles as its proxy has workers (${cursors})`,
    test: 'exact order law of several round-robin cursors',
    n: picks.length,
    against: against(members.length, cursors, picks.length),
    expected: `a shuffle of at most ${cursors} walks through one circle of pods`,
    observed: holds
      ? `${firstPicks(picks, members)}, ${needed === 1 ? 'one walk explains' : `${needed} walks explain`} all ${picks.length} pushes`
      : `no explanation from push ${firstViolation! + 1} on`,
    holds: enough(picks) ? holds : undefined,
    counts: countsOf(picks, members),
  });
}

function evenness(phase: Phase, counts: Record<string, number>): Check {
  const n = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const cursors = cursorsOf(phase);
  const { holds } = spreadOfCounts(Object.values(counts), cursors);
  return exactCheck({
    id: `${phase.name}-evenness`,
    claim: 'no pod gets more than one request per worker more than another',
    test: 'exact law on counts of round-robin cursors',
    n,
    against: undefined,
    expected: `largest less smallest count at most ${cursors}`,
    observed: `${Object.values(counts).join(' : ')} requests per pod`,
    holds: n >= 30 ? holds : undefined,
    counts,
  });
}

const enough = (picks: readonly string[]) => picks.length >= 30;

function against(members: number, cursors: number, picks: number): Check['against'] {
  if (members < 2 || members > 6) return undefined;
  const { log10 } = chanceThatRandomPasses({ members, cursors, picks });
  return { setting: 'RANDOM', power: 1 - 10 ** log10 };
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
  observe,
  judge,
  figures,
  exercise: { ...balancingExercise(service, 'how each request finds its pod'), under: () => roundRobin },
};
