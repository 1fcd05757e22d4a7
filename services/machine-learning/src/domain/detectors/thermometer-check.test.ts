import type { AnomalyKind } from '@weather/contracts';
import { archivePath, readObservationFile, type ObservationRow } from '@weather/observation-archive';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { impliedTemperature } from './implied-temperature.ts';
import type { Check } from './check.ts';
import { checkThermometer, startThermometer } from './thermometer-check.ts';

const hour = 3_600_000;

describe('impliedTemperature', () => {
  it('is the air temperature of the psychrometric tables', () => {
    expect(impliedTemperature(12, 100)).toBeCloseTo(12, 6);
    expect(impliedTemperature(9.3, 50)).toBeCloseTo(20, 1);
    expect(impliedTemperature(-10.2, 60)).toBeCloseTo(-3.6, 0);
  });

  it('is NaN without a dew point or a humidity', () => {
    expect(impliedTemperature(Number.NaN, 50)).toBeNaN();
    expect(impliedTemperature(10, 0)).toBeNaN();
  });
});

/** A fault as a change of the true values: what the thermometer shows at `since` readings after it began. */
type Fault = { kind: AnomalyKind; lasts: number; shows(truth: number, since: number, before: number): number };

const faults: Fault[] = [
  { kind: 'spike', lasts: 1, shows: (truth) => truth + 9 },
  { kind: 'stuck', lasts: 12, shows: (_truth, _since, before) => before },
  { kind: 'drift', lasts: 48, shows: (truth, since) => truth - 0.15 * (since + 1) },
  { kind: 'jump', lasts: 24, shows: (truth) => truth - 6 },
];

/** Walks through one station's rows with a fault every `every` readings; the forecast is that nothing changes. */
function walk(rows: readonly ObservationRow[], every: number) {
  const state = startThermometer();
  const planted = { spike: 0, stuck: 0, drift: 0, jump: 0 };
  const found = { spike: 0, stuck: 0, drift: 0, jump: 0 };
  let falseAlarms = 0;
  let fault: { plan: Fault; since: number; before: number; isFound: boolean } | undefined;
  let believed: { time: number; value: number } | undefined;
  let last = Number.NaN;
  rows.forEach((row, index) => {
    const truth = row.air_temperature_Cel;
    if (truth === undefined) return;
    if (fault?.since === fault?.plan.lasts) fault = undefined;
    if (every > 0 && index % every === every - 1) {
      fault = { plan: faults[Math.floor(index / every) % 4]!, since: 0, before: last, isFound: false };
      planted[fault.plan.kind]++;
    }
    last = truth;
    const time = Date.parse(row.time);
    const value = fault ? Math.round(fault.plan.shows(truth, fault.since++, fault.before) * 10) / 10 : truth;
    const implied = impliedTemperature(row.dew_point_temperature_Cel ?? NaN, row.relative_humidity_percent ?? NaN);
    const isRecent = believed !== undefined && time - believed.time <= 3 * hour;
    const expected = isRecent
      ? { mean: believed!.value, lower: believed!.value - 2, upper: believed!.value + 2 }
      : undefined;
    const verdict = checkThermometer(state, { time, value, implied, expected });
    believed = { time, value: verdict.believed };
    for (const { kind } of verdict.suspects) {
      if (!fault) falseAlarms++;
      else if (kind === fault.plan.kind && !fault.isFound) {
        fault.isFound = true;
        found[kind]++;
      }
    }
  });
  return { planted, found, falseAlarms, weeks: rows.length / 168 };
}

describe('checkThermometer on January to June of the archive', () => {
  let stations: ObservationRow[][];
  beforeAll(async () => {
    const rows = (await readObservationFile(archivePath)).filter(({ time }) => time < '2013-07');
    stations = ['EWR', 'JFK', 'LGA'].map((id) => rows.filter(({ station }) => station === id));
  });

  it('calls at most one reading in five weeks wrong', () => {
    const walks = stations.map((rows) => walk(rows, 0));
    const weeks = walks.reduce((sum, one) => sum + one.weeks, 0);
    expect(walks.reduce((sum, one) => sum + one.falseAlarms, 0) / weeks).toBeLessThan(0.2);
  });

  it('finds planted faults of every kind, and calls them what they are', () => {
    const walks = stations.map((rows) => walk(rows, 97));
    for (const { kind } of faults) {
      const planted = walks.reduce((sum, one) => sum + one.planted[kind], 0);
      const found = walks.reduce((sum, one) => sum + one.found[kind], 0);
      expect(planted).toBeGreaterThan(30);
      expect(found / planted, kind).toBeGreaterThan(0.95);
    }
  });
});

/** A thermometer alone: readings an hour apart, with a forecast that knows the daily cycle. */
function alone(values: readonly number[], cycle: (index: number) => number): (AnomalyKind | undefined)[] {
  const state = startThermometer();
  return values.map((value, index) => {
    const mean = cycle(index);
    const expected = { mean, lower: mean - 1, upper: mean + 1 };
    const check: Check = { time: index * hour, value, implied: Number.NaN, expected };
    return checkThermometer(state, check).suspects[0]?.kind;
  });
}

const cycle = (index: number) => 15 + 6 * Math.sin((index / 24) * 2 * Math.PI);

describe('checkThermometer without a hygrometer', () => {
  const truth = Array.from({ length: 96 }, (_, index) => Math.round(cycle(index) * 10) / 10);

  it('believes what the forecast foresaw', () => {
    expect(alone(truth, cycle).every((kind) => kind === undefined)).toBe(true);
  });

  it('finds a spike at once, and nothing after it', () => {
    const found = alone(truth.with(50, truth[50]! + 9), cycle);
    expect(found.flatMap((kind, index) => (kind ? [[index, kind]] : []))).toEqual([[50, 'spike']]);
  });

  it('finds a jump at its second reading, and believes a level that lasts', () => {
    const found = alone(
      truth.map((value, index) => (index < 50 ? value : value - 7)),
      (index) => cycle(index) - (index < 56 ? 0 : 7),
    );
    const kinds = found.slice(50, 56);
    expect(kinds).toEqual(['spike', 'jump', 'jump', 'jump', 'jump', 'jump']);
    expect(found.slice(56).every((kind) => kind === undefined)).toBe(true);
  });

  it('finds a value that stands still while the day goes on', () => {
    const found = alone(
      truth.map((value, index) => (index < 50 || index > 70 ? value : truth[50]!)),
      cycle,
    );
    expect(found.indexOf('stuck')).toBeGreaterThan(50);
    expect(found.indexOf('stuck')).toBeLessThanOrEqual(57);
    expect(found.slice(71)).not.toContain('stuck');
  });

  it('finds a drift that the forecast follows too slowly', () => {
    const found = alone(
      truth.map((value, index) => value + (index < 50 ? 0 : 0.7)),
      cycle,
    );
    expect(found.indexOf('drift')).toBeGreaterThan(50);
    expect(found.slice(50)).toContain('drift');
  });
});

it('answers with finite numbers and ordered ranges, whatever it reads', () => {
  const temperature = fc.double({ min: -150, max: 150, noNaN: false });
  const check = fc.record({
    value: temperature,
    dewPoint: temperature,
    humidity: fc.double({ min: 0, max: 120, noNaN: false }),
    mean: fc.double({ min: -150, max: 150, noNaN: true }),
    width: fc.double({ min: 0, max: 100, noNaN: true }),
    isExpected: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(check, { maxLength: 60 }), (checks) => {
      const state = startThermometer();
      checks.forEach(({ value, dewPoint, humidity, mean, width, isExpected }, index) => {
        const expected = isExpected ? { mean, lower: mean - width, upper: mean + width } : undefined;
        const implied = impliedTemperature(dewPoint, humidity);
        const verdict = checkThermometer(state, { time: index * hour, value, implied, expected });
        expect(!verdict.trusted || verdict.believed === value).toBe(true);
        for (const suspect of verdict.suspects) {
          expect(Number.isFinite(suspect.score) && suspect.score >= 0).toBe(true);
          expect(Number.isFinite(verdict.believed)).toBe(true);
          expect(suspect.expected.lower).toBeLessThanOrEqual(suspect.expected.upper);
          expect(Number.isFinite(suspect.expected.lower) && Number.isFinite(suspect.expected.upper)).toBe(true);
        }
      });
    }),
    { numRuns: 300 },
  );
});
