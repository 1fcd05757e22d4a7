import { describe, expect, it } from 'vitest';
import { type BetaTrials, betaBinomialRegion } from './beta-binomial.ts';
import { binomialRegion, type Region } from './binomial-region.ts';
import { createRandom, type Random } from './random.ts';

const alpha = 1e-4;

/**
 * The chance that a count falls outside a region, counted up along Pólya's urn: of the balls, a hit and b none, one is drawn
 * and put back with another of its kind, n times.
 */
function chanceOutside({ low, high }: Region, { n, a, b }: BetaTrials): number {
  let chances = [1];
  for (let drawn = 0; drawn < n; drawn++) {
    const hit = (hits: number) => (a + hits) / (a + b + drawn);
    chances = Array.from(
      { length: drawn + 2 },
      (_, hits) => (chances[hits - 1] ?? 0) * hit(hits - 1) + (chances[hits] ?? 0) * (1 - hit(hits)),
    );
  }
  return chances.filter((_, hits) => hits < low || hits > high).reduce((sum, chance) => sum + chance, 0);
}

describe('betaBinomialRegion', () => {
  it('is that of scipy 1.17 stats.betabinom', () => {
    expect(betaBinomialRegion({ n: 400, a: 256, b: 768, alpha })).toEqual({ low: 63, high: 142 });
    expect(betaBinomialRegion({ n: 400, a: 768, b: 514, alpha: 2 * alpha }).low).toBe(197);
  });

  it('comes to that of the binomial when the share hardly varies', () => {
    const region = betaBinomialRegion({ n: 400, a: 2.5e8, b: 7.5e8, alpha });
    expect(region).toEqual(binomialRegion({ n: 400, p: 0.25, alpha }));
  });

  it('has for a share that may be anything all counts alike', () => {
    const region = betaBinomialRegion({ n: 99, a: 1, b: 1, alpha: 0.11 });
    expect(region).toEqual({ low: 5, high: 94 });
    expect(chanceOutside(region, { n: 99, a: 1, b: 1 })).toBeCloseTo(0.1, 12);
  });

  it('leaves at most alpha outside', () => {
    for (const [n, a, b] of [
      [401, 256, 768],
      [10, 2, 5],
      [1, 0.5, 0.5],
    ] as const) {
      const region = betaBinomialRegion({ n, a, b, alpha: 0.01 });
      expect(chanceOutside(region, { n, a, b })).toBeLessThanOrEqual(0.01);
    }
  });

  it('says what is wrong with an argument', () => {
    expect(() => betaBinomialRegion({ n: 0, a: 1, b: 1, alpha })).toThrow('n is 0');
    expect(() => betaBinomialRegion({ n: 1, a: 0, b: 1, alpha })).toThrow('a is 0');
    expect(() => betaBinomialRegion({ n: 1, a: 1, b: 1, alpha: 0 })).toThrow('alpha is 0');
  });
});

/*
 * Sticky routing as the lab uses it: 400 stations on rings of random points, of three pods with 342 points each and of four
 * with 256, of which the old ones' are the first of those that they had. As in calibration.test.ts a rate agrees when its
 * count lies in the exact binomial region at 1e-4.
 */
describe('sticky routing: stations on a ring that gets a fourth pod', () => {
  const runs = 2000;
  const stations = 400;
  const agreeWith = (rate: number) => binomialRegion({ n: runs, p: rate, alpha });

  interface Point {
    place: number;
    pod: number;
    /** On the ring of three, of four, or of both. */
    on: 'three' | 'four' | 'both';
  }

  function drawPoints(random: Random): Point[] {
    const points = [0, 1, 2, 3].flatMap((pod) =>
      Array.from({ length: pod === 3 ? 256 : 342 }, (_, index): Point => ({
        place: random(),
        pod,
        on: pod === 3 ? 'four' : index < 256 ? 'both' : 'three',
      })),
    );
    return points.toSorted((one, other) => one.place - other.place);
  }

  function podAt(points: readonly Point[], ring: 'three' | 'four', place: number): number {
    const isOn = ({ on }: Point) => on === ring || on === 'both';
    let [low, high] = [0, points.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (points[middle]!.place >= place) high = middle;
      else low = middle + 1;
    }
    for (let step = 0; ; step++) {
      const point = points[(low + step) % points.length]!;
      if (isOn(point)) return point.pod;
    }
  }

  it('alarms as often as stated, or for the bound less often', () => {
    const random = createRandom(21);
    const share = betaBinomialRegion({ n: stations, a: 256, b: 768, alpha: 0.01 });
    const stay = betaBinomialRegion({ n: stations, a: 768, b: 514, alpha: 0.02 }).low;
    const found = { share: 0, stay: 0, moved: 0 };
    for (let run = 0; run < runs; run++) {
      const points = drawPoints(random);
      const places = Array.from({ length: stations }, () => random());
      const pods = places.map((place) => [podAt(points, 'three', place), podAt(points, 'four', place)] as const);
      const toNew = pods.filter(([, after]) => after === 3).length;
      const stayed = pods.filter(([before, after]) => before === after).length;
      if (toNew < share.low || toNew > share.high) found.share++;
      if (stayed < stay) found.stay++;
      found.moved += stations - stayed - toNew;
    }
    const { low, high } = agreeWith(chanceOutside(share, { n: stations, a: 256, b: 768 }));
    expect(found.share).toBeGreaterThanOrEqual(low);
    expect(found.share).toBeLessThanOrEqual(high);
    expect(found.stay).toBeLessThanOrEqual(agreeWith(0.01).high);
    expect(found.moved / runs / stations).toBeCloseTo(0.1, 2);
  });

  it('never passes a hash modulo the number of pods', () => {
    const random = createRandom(22);
    const stay = betaBinomialRegion({ n: stations, a: 768, b: 514, alpha: 2 * alpha }).low;
    for (let run = 0; run < runs; run++) {
      const hashes = Array.from({ length: stations }, () => Math.floor(random() * 2 ** 32));
      expect(hashes.filter((hash) => hash % 3 === hash % 4).length).toBeLessThan(stay);
    }
  });
});
