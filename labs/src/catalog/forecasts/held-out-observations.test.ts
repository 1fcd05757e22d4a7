import { describe, expect, test } from 'vitest';
import { createRandom } from '../../statistics/random.ts';
import { fewestBlocks } from './better-forecaster.ts';
import { cut, heldOutObservations } from './held-out-observations.ts';

const seeds = Array.from({ length: 6 }, (_, index) => 1 + index * 1000);

const drawn = await Promise.all(
  seeds.map(async (seed) => ({ seed, events: await heldOutObservations('abcd1234', seed) })),
);

describe.each(drawn)('observations drawn with seed $seed', ({ seed, events }) => {
  test('no hour of the archive comes twice, at whichever airport', () => {
    const hours = events.map(({ time }) => time);
    expect(new Set(hours).size).toBe(hours.length);
    expect(hours.every((time) => time >= '2013-07-01T00:00:00Z')).toBe(true);
  });

  test('are nearly all hours of the held-out months, and enough for the share', () => {
    expect(events.length).toBeGreaterThan(0.98 * cut.stretches * cut.hours);
    expect(events.length).toBeLessThanOrEqual(cut.stretches * cut.hours);
  });

  test('each stretch is a station of its own, whose hours follow one another', () => {
    const stations = Map.groupBy(events, ({ partitionkey }) => partitionkey);
    expect(stations.size).toBe(cut.stretches);
    for (const [id, own] of stations) {
      expect(id).toMatch(/^lab-abcd1234-\d+$/);
      expect(own.map(({ time }) => time)).toEqual(own.map(({ time }) => time).toSorted());
      expect(new Set(own.map(({ data }) => data.station.name)).size).toBe(1);
    }
  });

  test('what a tenth of the requests gets is always of enough stretches to say something', () => {
    const random = createRandom(seed);
    for (let run = 0; run < 200; run++) {
      const got = events.filter(() => random() < share);
      expect(new Set(got.map(({ partitionkey }) => partitionkey)).size).toBeGreaterThanOrEqual(fewestBlocks);
    }
  });
});

/** Of the traffic that v2 gets. */
const share = 0.1;

test('which airport a stretch is of is drawn by the seed', () => {
  const [one, other] = drawn;
  const names = ({ events }: (typeof drawn)[number]) => events.map(({ data }) => data.station.name).join();
  expect(names(one!)).not.toBe(names(other!));
  expect(new Set(one!.events.map(({ data }) => data.station.name)).size).toBe(3);
});
