import type { Phase } from '../../bench/evidence.ts';
import { pointsEach } from '../../envoy/hash-ring.ts';
import { alpha, type Check } from '../../judgement/check.ts';
import { exactCheck, statisticalCheck } from '../../judgement/make-check.ts';
import { betaBinomialRegion, binomialPower } from '../../statistics/index.ts';
import { allAnswered } from '../all-answered.ts';
import { computedHomes, homesIn, movesBetween, onlyHomes, podsIn, sumOf } from './homes.ts';
import { pods } from './traffic.ts';

/** With fewer stations nothing is said about shares. */
const fewest = 200;

export function onePodEach(phase: Phase, members: number): Check {
  const homes = homesIn(phase);
  const counts = podsIn(phase).map(({ name }) => [...homes.values()].filter((of) => of.has(name)).length);
  const several = [...homes.values()].filter(({ size }) => size > 1).length;
  const without = [...homes.values()].filter(({ size }) => size === 0).length;
  const again = phase.load.records.length - homes.size;
  return exactCheck({
    id: `${phase.name}-one-pod`,
    claim: `${phase.title}: each station is served by one pod, and every pod has some`,
    test: 'exact: all or nothing',
    n: homes.size,
    // Each further request of a station would have to draw the same pod again.
    against: { setting: 'no hash: any pod for each request', power: 1 - (1 / members) ** again },
    expected: `one pod for each of ${homes.size} stations, and none of ${members} pods without any`,
    observed: `${several} stations at several pods, ${without} at none; stations per pod: ${counts.join(', ')}`,
    holds: again < fewest ? undefined : several + without === 0 && counts.length === members && !counts.includes(0),
    counts: { stations: homes.size, 'at several pods': several, 'at none': without, ...byPod(counts) },
  });
}

export const answeredTo = (phase: Phase): Check =>
  allAnswered(phase, {
    id: `${phase.name}-answered`,
    claim: `${phase.title}: every request of every station is answered`,
    against: { setting: 'a rule that aborts the requests of some stations', power: 1 },
  });

const byPod = (counts: readonly number[]) =>
  Object.fromEntries(counts.map((count, index) => [`at pod ${index + 1}`, count]));

/**
 * The new pod's points are as many as each other's on a ring of random places, and so is its share.
 *
 * @param ringSize points that the rule gives to the ring at least, here and below
 */
export function regionOfNew(stations: number, ringSize: number) {
  const each = pointsEach(pods + 1, ringSize);
  return betaBinomialRegion({ n: stations, a: each, b: pods * each, alpha });
}

export function newPodGetsItsShare(before: Phase, after: Phase, ringSize: number): Check {
  const moves = movesBetween(before, after);
  const n = sumOf(moves);
  const region = regionOfNew(Math.max(1, n), ringSize);
  const each = pointsEach(pods + 1, ringSize);
  return statisticalCheck({
    id: 'new-pod',
    claim: `the new pod takes over its share, one of ${pods + 1} stations`,
    test: `exact test of a share that is itself drawn: beta-binomial (${each} of ${(pods + 1) * each} points on the ring), two-sided`,
    n,
    alpha,
    // Such a pod gets no station at all.
    against: { setting: 'a new pod that the rule does not reach', power: region.low > 0 ? 1 : 0 },
    expected: `from ${region.low} to ${region.high} of ${n}`,
    observed: `${moves.toNew} of ${n}`,
    holds: n < fewest ? undefined : moves.toNew >= region.low && moves.toNew <= region.high,
    counts: { ...moves },
  });
}

/**
 * How many at least stay. Envoy keeps the ring's size, so with four pods each old one has 256 points in place of 342 (of
 * 1024). A station stays for certain if the first point after it, of all on both rings, is one that is on both; these are
 * 768 of 1282 in random places.
 */
export function leastThatStay(stations: number, ringSize: number): number {
  const [each, eachBefore] = [pointsEach(pods + 1, ringSize), pointsEach(pods, ringSize)];
  const kept = pods * each;
  const others = pods * (eachBefore - each) + each;
  return betaBinomialRegion({ n: stations, a: kept, b: others, alpha: 2 * alpha }).low;
}

export function mostStay(before: Phase, after: Phase, ringSize: number): Check {
  const moves = movesBetween(before, after);
  const n = sumOf(moves);
  const low = leastThatStay(Math.max(1, n), ringSize);
  return statisticalCheck({
    id: 'stay',
    claim: 'most stations keep their pod when one is added',
    test: 'exact one-sided bound by the points that are on both rings (beta-binomial)',
    n,
    alpha,
    against: {
      setting: 'a hash modulo the number of pods, which moves three of four',
      power: binomialPower({ n: Math.max(1, n), p: 1 / (pods + 1), region: { low, high: n } }),
    },
    expected: `at least ${low} of ${n}`,
    observed: `${moves.stayed} of ${n} stay; ${moves.toNew} move to the new pod, ${moves.amongOld} from one old pod to another`,
    holds: n < fewest ? undefined : moves.stayed >= low,
    counts: { ...moves },
  });
}

const namesIn = (phase: Phase) =>
  podsIn(phase)
    .map(({ name }) => name)
    .toSorted()
    .join();

/** Nothing is remembered: the same pods make the same ring. */
export function allReturn(before: Phase, after: Phase): Check {
  const isSame = namesIn(before) === namesIn(after);
  const moves = movesBetween(before, after);
  const n = sumOf(moves);
  return exactCheck({
    id: 'return',
    claim: 'with the same pods as at first, every station has the pod that it had',
    test: 'exact: all or nothing',
    n,
    against: { setting: 'no hash', power: 1 },
    expected: `${n} of ${n} where they were`,
    observed: isSame ? `${moves.stayed} of ${n}` : 'another pod than the new one was taken away',
    holds: n < fewest || !isSame ? undefined : moves.stayed === n,
    counts: { ...moves },
  });
}

/** An implementation's own way, of which its documentation says little: told, not judged. */
export function asComputed(phases: readonly Phase[], ringSize: number): Check {
  const pairs = phases.flatMap((phase) => {
    const seen = onlyHomes(homesIn(phase));
    return [...computedHomes(phase, ringSize)].map(([station, pod]) => seen.get(station) === pod);
  });
  const right = pairs.filter(Boolean).length;
  return exactCheck({
    id: 'computed',
    role: 'shown',
    claim: 'where each station goes can be computed beforehand from the pods’ addresses and its name',
    test: 'exact: Envoy’s ring of the XXH64 of address_0, address_1 ...',
    n: pairs.length,
    against: undefined,
    expected: `${pairs.length} of ${pairs.length} as computed`,
    observed: `${right} of ${pairs.length}`,
    holds: pairs.length === 0 ? undefined : right === pairs.length,
    counts: { right, wrong: pairs.length - right },
  });
}
