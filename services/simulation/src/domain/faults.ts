import type { AnomalyKind } from '@weather/contracts';
import { chanceOf, type Chance, type FourNumbers } from './chance.ts';
import { blockStart, type Reading, type Series } from './reading.ts';
import { clamp, round } from './rounding.ts';

/** A broken thermometer: what it shows while it lasts, given the true value and the readings since it broke (from 0). */
interface Fault {
  kind: AnomalyKind;
  lasts: number;
  shows(truth: number, since: number): number;
}

/**
 * The series with faults planted in its air temperature, each falsified reading labelled. While none lasts, one
 * begins with `probability` at each reading; none crosses the border of a block, so that reading n does not
 * depend on where one began to read.
 */
export function withFaults(series: Series, seed: number, probability: number): Series {
  const chance = chanceOf(seed, `faults of ${series.station.id}`);
  return { station: series.station, from: (sequence) => faulty(series, sequence, chance, probability) };
}

function* faulty(series: Series, sequence: number, chance: Chance, probability: number): Generator<Reading, never> {
  // One reading before the block is read too: a thermometer that sticks in the first keeps showing that one.
  const honest = series.from(Math.max(1, blockStart(sequence) - 1));
  let fault: Fault | undefined;
  let since = 0;
  let before: number | undefined;
  for (;;) {
    const reading = honest.next().value;
    const at = reading.sequence;
    const truth = reading.result.air_temperature?.value;
    if (blockStart(at) === at || since === fault?.lasts) fault = undefined;
    if (fault === undefined && chance.uniforms(at, 0)[0] < probability) {
      fault = beginning(chance.uniforms(at, 1), before ?? truth ?? 0);
      since = 0;
    }
    const shown = fault && truth !== undefined ? falsified(reading, fault, truth, since) : reading;
    if (at >= sequence) yield shown;
    since++;
    before = truth ?? before;
  }
}

function falsified(reading: Reading, fault: Fault, truth: number, since: number): Reading {
  const value = round(clamp(fault.shows(truth, since), -120, 120), 1);
  return {
    ...reading,
    result: { ...reading.result, air_temperature: { value, unit: 'Cel' } },
    plantedFault: fault.kind,
  };
}

/** Sizes and durations of real ones: a spike is one reading; the others last from six hours to four days. */
function beginning([kindLot, sizeLot, signLot, lengthLot]: FourNumbers, before: number): Fault {
  const sign = signLot < 0.5 ? -1 : 1;
  if (kindLot < 0.4) {
    const size = sign * within(8, 25, sizeLot);
    return { kind: 'spike', lasts: 1, shows: (truth) => truth + size };
  }
  if (kindLot < 0.6) return { kind: 'stuck', lasts: Math.round(within(6, 36, lengthLot)), shows: () => before };
  if (kindLot < 0.8) {
    const perHour = sign * within(0.08, 0.25, sizeLot);
    return {
      kind: 'drift',
      lasts: Math.round(within(36, 96, lengthLot)),
      shows: (truth, since) => truth + perHour * (since + 1),
    };
  }
  const size = sign * within(5, 12, sizeLot);
  return { kind: 'jump', lasts: Math.round(within(12, 72, lengthLot)), shows: (truth) => truth + size };
}

const within = (least: number, most: number, lot: number) => least + (most - least) * lot;
