import { describe, expect, test } from 'vitest';
import { withFaults } from './faults.ts';
import type { Reading, Series } from './reading.ts';
import { replaySeries } from './replay-series.ts';
import { syntheticSeries } from './synthetic-series.ts';
import { syntheticStations } from './synthetic-stations.ts';

const station = syntheticStations(1, 1)[0]!;
const honest = syntheticSeries(1, station, 'weather');

interface Episode {
  kind: string;
  readings: { truth: number; shown: number; before: number | undefined }[];
}

/** The planted faults of `count` readings, each with what was true and what was shown. */
function episodes(series: Series, count: number, probability: number): Episode[] {
  const truths = series.from(1);
  const shown = withFaults(series, 9, probability).from(1);
  const found: Episode[] = [];
  let open: Episode | undefined;
  let before: number | undefined;
  for (let at = 0; at < count; at++) {
    const truth = truths.next().value.result.air_temperature!.value;
    const reading: Reading = shown.next().value;
    if (reading.plantedFault === undefined) open = undefined;
    else {
      if (open?.kind !== reading.plantedFault || open.kind === 'spike')
        found.push((open = { kind: reading.plantedFault, readings: [] }));
      open.readings.push({ truth, shown: reading.result.air_temperature!.value, before });
    }
    if (!reading.plantedFault) expect(reading.result.air_temperature!.value).toBe(truth);
    before = truth;
  }
  return found;
}

const offsets = (episode: Episode) => episode.readings.map(({ shown, truth }) => shown - truth);

describe('planted faults', () => {
  const all = episodes(honest, 60_000, 0.004);
  const of = (kind: string) => all.filter((episode) => episode.kind === kind);

  test('begin about as often as asked, in all four kinds', () => {
    for (const kind of ['spike', 'stuck', 'drift', 'jump']) expect(of(kind).length).toBeGreaterThan(15);
    expect(all.length).toBeGreaterThan(120);
    expect(all.length).toBeLessThan(260);
  });

  test('a spike is one reading far off', () => {
    for (const { readings } of of('spike')) {
      expect(readings.length).toBe(1);
      expect(Math.abs(readings[0]!.shown - readings[0]!.truth)).toBeGreaterThanOrEqual(7.9);
    }
  });

  test('a stuck sensor repeats the reading before it', () => {
    for (const { readings } of of('stuck')) {
      for (const { shown } of readings) expect(shown).toBe(readings[0]!.before ?? readings[0]!.truth);
    }
  });

  test('a drift grows, a jump stays', () => {
    for (const episode of of('drift')) {
      const sizes = offsets(episode).map(Math.abs);
      for (const [at, size] of sizes.entries()) expect(size).toBeGreaterThanOrEqual((sizes[at - 1] ?? 0) - 0.11);
    }
    for (const episode of of('jump')) {
      const sizes = offsets(episode);
      expect(Math.abs(sizes[0]!)).toBeGreaterThanOrEqual(4.9);
      for (const size of sizes) expect(Math.abs(size - sizes[0]!)).toBeLessThan(0.2);
    }
  });

  test('readings without a temperature stay as they are', () => {
    const bare = replaySeries(station, [{ time: 0, result: { wind_speed: { value: 1, unit: 'm/s' } } }], 'weather');
    expect(withFaults(bare, 1, 1).from(1).next().value.plantedFault).toBeUndefined();
  });
});
