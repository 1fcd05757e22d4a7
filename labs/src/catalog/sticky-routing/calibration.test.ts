import { describe, expect, it } from 'vitest';
import { count, countEach, stayBelow } from '../../../test/calibration.ts';
import { recordOf } from '../../../test/made-up-record.ts';
import { service as countedBy } from '../../../test/rate-limited-phases.ts';
import { podOf } from '../../../test/routed-phases.ts';
import type { Phase } from '../../bench/evidence.ts';
import { addressFor, hashRingOf, pointsEach, usualRingSize } from '../../envoy/hash-ring.ts';
import { alpha } from '../../judgement/check.ts';
import type { Random } from '../../statistics/random.ts';
import { mostStay, newPodGetsItsShare } from './checks.ts';
import { stationHeader } from './rules.ts';
import { pods as podsAtFirst, stations } from './traffic.ts';

const four = Array.from({ length: podsAtFirst + 1 }, (_, index) => podOf('v1', index));
const three = four.slice(0, podsAtFirst);
const names = Array.from({ length: stations }, (_, index) => `lab-run-${index + 1}`);
const variants = names.map((name) => ({ headers: { [stationHeader]: name } }));

/** Each station asks once, and is answered by the pod of this index. */
const phaseOf = (pods: typeof four, homes: readonly number[]) =>
  ({
    load: { plan: { tool: 'k6', variants }, records: homes.map((pod, index) => recordOf(pods[pod], 200, index)) },
    proxies: [],
    services: pods.map((pod) => countedBy(pod, '', 0)),
  }) as unknown as Phase;

interface Homes {
  before: number[];
  after: number[];
}

const judged = ({ before, after }: Homes) => {
  const phases = [phaseOf(three, before), phaseOf(four, after)] as const;
  return [newPodGetsItsShare(...phases, usualRingSize), mostStay(...phases, usualRingSize)];
};

const idsOf = (homes: Homes, result: string) =>
  judged(homes).flatMap((check) => (check.result === result ? check.id : []));

/** The pod of the first point at or after each place, and round again; points in the order of the ring. */
const homesOn = (points: readonly { at: number; pod: number }[], places: readonly number[]) => {
  let next = 0;
  return places.map((place) => {
    while (next < points.length && points[next]!.at < place) next++;
    return points[next % points.length]!.pod;
  });
};

/** Points and stations in random places; of each old pod's points some are on the first ring alone. */
function onRandomRings(random: Random): Homes {
  const [eachBefore, each] = [pointsEach(podsAtFirst, usualRingSize), pointsEach(podsAtFirst + 1, usualRingSize)];
  const points = four
    .flatMap((_, pod) =>
      Array.from({ length: pod < podsAtFirst ? eachBefore : each }, (__, index) => ({ at: random(), pod, index })),
    )
    .toSorted((one, other) => one.at - other.at);
  const places = names.map(() => random()).toSorted((one, other) => one - other);
  return {
    before: homesOn(
      points.filter(({ pod }) => pod < podsAtFirst),
      places,
    ),
    after: homesOn(
      points.filter(({ index }) => index < each),
      places,
    ),
  };
}

/** On Envoy's own rings, of pods with these addresses. */
function onHashRings(random: Random): Homes {
  const byte = () => Math.floor(256 * random());
  const addresses = four.map((_, index) => `10.${byte()}.${byte()}.${index}:3001`);
  const homes = (pods: number) => {
    const ring = hashRingOf(addresses.slice(0, pods), usualRingSize);
    return names.map((name) => addresses.indexOf(addressFor(ring, name)!));
  };
  return { before: homes(podsAtFirst), after: homes(podsAtFirst + 1) };
}

const byModulo = (): Homes => ({
  before: names.map((_, index) => index % podsAtFirst),
  after: names.map((_, index) => index % (podsAtFirst + 1)),
});

const any = (random: Random, pods: number) => names.map(() => Math.floor(pods * random()));

/** Far fewer than 10,000 where the hashes are computed. */
const hashedRuns = 200;

describe(`${stations} stations on a ring of ${podsAtFirst} pods, and of one more`, () => {
  it('fail as seldom as stated on rings of random places, in 10,000 runs', () => {
    const failures = countEach(1, (random) => idsOf(onRandomRings(random), 'fails'));
    expect(failures['new-pod'] ?? 0).toSatisfy(stayBelow(alpha));
    expect(failures.stay ?? 0).toSatisfy(stayBelow(alpha));
  }, 120_000);

  it(`never fail on Envoy's own, in ${hashedRuns} runs`, () => {
    expect(countEach(2, (random) => idsOf(onHashRings(random), 'fails'), hashedRuns)).toEqual({});
  }, 120_000);

  it('are told from stations that a hash modulo the number of pods has move', () => {
    const [, stay] = judged(byModulo());
    expect(stay!.result).toBe('fails');
    expect(stay!.against!.power).toBeGreaterThan(0.999);
  });

  it('never pass where the pod of each is drawn, in 1,000 runs', () => {
    const passed = count(
      3,
      (random) => {
        const homes = { before: any(random, podsAtFirst), after: any(random, podsAtFirst + 1) };
        return !idsOf(homes, 'fails').includes('stay');
      },
      1000,
    );
    expect(passed).toBe(0);
  }, 120_000);
});
