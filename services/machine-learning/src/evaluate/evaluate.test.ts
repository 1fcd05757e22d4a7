import { archivePath, observationFromRow, readObservationFile } from '@weather/observation-archive';
import { beforeAll, describe, expect, it } from 'vitest';
import { createModelV1 } from '../domain/v1/model-v1.ts';
import { createModelV2 } from '../domain/v2/model-v2.ts';
import { evaluate, type Evaluation } from './evaluate.ts';

const options = { from: undefined, to: undefined, faults: false, seed: 1 };
/** With a month to warm up, which is enough for the checks of a thermometer. */
const withFaults = { ...options, from: '2013-07-01', faults: true };
let v1: Evaluation;
let v2: Evaluation;
let checked: Evaluation;
let blind: Evaluation;

/** The row of each horizon over the whole period, mean over the stations. */
function overall({ temperature }: Evaluation) {
  return temperature.filter(({ station, month }) => station === 'mean' && month === 'all');
}

function recall({ faults }: Evaluation): Record<string, number> {
  return Object.fromEntries(
    faults!.filter(({ station }) => station === 'mean').map(({ kind, found }) => [kind, found]),
  );
}

beforeAll(async () => {
  const observations = (await readObservationFile(archivePath)).map(observationFromRow);
  v1 = evaluate(createModelV1({ anomalyDetector: 'zscore', anomalyPercentage: 5 }), observations, options);
  v2 = evaluate(createModelV2(), observations, options);
  const late = observations.filter(({ phenomenonTime }) => phenomenonTime >= '2013-06-01');
  checked = evaluate(createModelV2(), late, withFaults);
  const onlyTemperature = late.flatMap(({ result: { air_temperature }, ...rest }) =>
    air_temperature === undefined ? [] : { ...rest, result: { air_temperature } },
  );
  blind = evaluate(createModelV2(), onlyTemperature, withFaults);
  // Four evaluations of tens of thousands of observations: all of it is work of the processor, which others may want too.
}, 400_000);

describe('on July to September, which nothing was fitted on', () => {
  it('is what is reported by default', () => {
    expect(v2.period).toMatchObject({ from: '2013-07-01T00:00:00Z', to: '2013-10-01T00:00:00Z' });
  });

  it('v2 has the skill that is asked of it', () => {
    const least = { 1: 0.26, 3: 0.48, 6: 0.44, 12: 0.3, 24: 0.16 };
    const lacking = overall(v2).filter(({ horizon, skill }) => skill < least[horizon as keyof typeof least]);
    expect(lacking).toEqual([]);
    expect(overall(v2)).toHaveLength(5);
  });

  it("v2's 90 % intervals hold 88 to 92 % of the outcomes", () => {
    expect(overall(v2).filter(({ coverage }) => coverage < 0.88 || coverage > 0.92)).toEqual([]);
  });

  it('v2 is better than v1 at each station and horizon, with narrower intervals', () => {
    const rows = v2.temperature.filter(({ month }) => month === 'all');
    for (const row of rows) {
      const other = v1.temperature.find(
        ({ station, month, horizon }) => station === row.station && month === row.month && horizon === row.horizon,
      )!;
      expect(row.mae).toBeLessThan(other.mae);
      expect(row.width).toBeLessThan(other.width);
    }
  });

  it('v2 needs only the temperature to be better than persistence and yesterday', () => {
    expect(overall(blind).filter(({ skill }) => skill <= 0)).toEqual([]);
  });

  it('v2 forecasts conditions better than their climatology', () => {
    const rows = v2.condition.filter(({ station }) => station === 'mean');
    expect(rows).toHaveLength(5);
    expect(rows.filter(({ logScore, logScoreClimatology }) => logScore >= logScoreClimatology)).toEqual([]);
  });

  it('v2 finds planted faults and raises few false alarms', () => {
    const found = recall(checked);
    for (const kind of ['spike', 'stuck', 'drift', 'jump']) expect(found[kind]).toBeGreaterThan(0.9);
    expect(v2.falseAlarmsPerStationWeek).toBeLessThan(0.5);
  });

  it('v2 finds all but drifts with the thermometer alone', () => {
    const found = recall(blind);
    for (const kind of ['spike', 'jump']) expect(found[kind]).toBeGreaterThan(0.85);
    expect(found.stuck).toBeGreaterThan(0.6);
    expect(blind.falseAlarmsPerStationWeek).toBeLessThan(1.5);
  });
});
