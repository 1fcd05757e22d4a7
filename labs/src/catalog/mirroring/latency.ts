import type { Phase } from '../../bench/evidence.ts';
import { alpha, type Check } from '../../judgement/check.ts';
import { statisticalCheck } from '../../judgement/make-check.ts';
import type { RequestRecord } from '../../load/plan.ts';
import { createRandom, powerOfShift, shiftOf } from '../../statistics/index.ts';
import { arrivedAt, copiedIn } from './copies.ts';
import { darkWorkload } from './rules.ts';
import { blockLength, isCopied } from './traffic.ts';

/** Kayenta's rule: an interval of 98 % within a quarter of what it was. */
const confidence = 0.98;
const quarter = 0.25;
/** With fewer no interval is sure enough. */
const fewestPairs = 20;
/** Resamplings by which the power is found. */
const runs = 2000;

const ms = (value: number) => `${value.toFixed(1)} ms`;

/** The middle one; the higher of two. */
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const latenciesOf = (records: readonly RequestRecord[]) => records.map(({ latencyMs }) => latencyMs);

/**
 * Latencies of requests that are copied, or are not, in ms.
 *
 * @param share of the requests that may be copied that the rule has copied, here and below
 */
export function latenciesWhere(phase: Phase, isWanted: boolean, share: number): number[] {
  const copied = copiedIn(phase, share);
  return latenciesOf(phase.load.records.filter(({ index }) => copied.has(index) === isWanted));
}

/** Median of what was copied of each block less that of its neighbour that is not, in ms. */
function differencesIn(phase: Phase, share: number): number[] {
  const { records } = phase.load;
  const copied = copiedIn(phase, share);
  const blocks = Array.from({ length: Math.floor(records.length / blockLength) }, (_, block) => {
    const all = records.slice(block * blockLength, (block + 1) * blockLength);
    return median(latenciesOf(isCopied(block * blockLength) ? all.filter(({ index }) => copied.has(index)) : all));
  });
  const differences = Array.from({ length: Math.floor(blocks.length / 2) }, (_, pair) => {
    const difference = blocks[2 * pair]! - blocks[2 * pair + 1]!;
    return isCopied(2 * pair * blockLength) ? difference : -difference;
  });
  // Of a block chance may leave nothing to be copied.
  return differences.filter((difference) => !Number.isNaN(difference));
}

const test = `Hodges–Lehmann shift with the exact interval of Wilcoxon's signed-rank test, on medians of ${blockLength} requests, in pairs of a copied and a plain block in ABBA order`;

/** Whether whoever asks waits for the copy as well: the copies are slow, so that it would show. */
export function neverWaits(phase: Phase, share: number): Check {
  const differences = differencesIn(phase, share);
  const copies = arrivedAt(phase, darkWorkload).map(({ durationMs }) => durationMs);
  const waitMs = median(copies) - median(latenciesWhere(phase, false, share));
  const isJudgeable = differences.length >= fewestPairs && copies.length >= blockLength && waitMs > 0;
  const margin = waitMs / 2;
  const shift = isJudgeable ? shiftOf(differences, alpha) : undefined;
  const asSlow = (copied: boolean) =>
    latenciesWhere(phase, copied, share).filter((latency) => latency >= median(copies)).length;
  return statisticalCheck({
    id: 'never-waits',
    claim: 'nobody waits for a copy: copied requests are answered as fast as others',
    test: `${test}; equivalence within half of what waiting would cost`,
    n: differences.length,
    alpha,
    against:
      shift === undefined
        ? undefined
        : {
            setting: `a proxy that waits for its copy, ${ms(waitMs)}`,
            power: powerOfShift(differences, { shift: waitMs, margin, tail: alpha, runs }, createRandom(1)),
          },
    expected: shift === undefined ? 'not said without slow copies' : `a shift within ${ms(margin)} either way`,
    observed:
      shift === undefined
        ? `${copies.length} copies, ${differences.length} pairs of blocks`
        : `${ms(shift.estimate)} (${ms(shift.low)} to ${ms(shift.high)}), while a copy took ${ms(median(copies))}; as long took ${asSlow(true)} copied and ${asSlow(false)} other requests`,
    holds: shift === undefined ? undefined : isWithin(shift, margin),
    counts: { copied: asSlow(true), others: asSlow(false), copies: copies.length },
  });
}

/** Undefined where the interval reaches over the margin: neither can be said. */
function isWithin({ low, high }: { low: number; high: number }, margin: number): boolean | undefined {
  if (low > -margin && high < margin) return true;
  return low > margin || high < -margin ? false : undefined;
}

/**
 * What copying costs all the same. Shown only: where both versions run on the same processors and write into the same log,
 * as in a cluster of one node, the copies' own work is in the way of the requests, which is no fault of the proxy's.
 */
export function costOfCopying(phase: Phase, share: number): Check {
  const differences = differencesIn(phase, share);
  const usual = median(latenciesWhere(phase, false, share));
  const tail = (1 - confidence) / 2;
  const shift = differences.length >= fewestPairs ? shiftOf(differences, tail) : undefined;
  const percent = (value: number) => `${((100 * value) / usual).toFixed(1)} %`;
  return statisticalCheck({
    id: 'cost-of-copying',
    role: 'shown',
    claim: 'copying as such costs no more than a quarter of the latency, on a machine that computes the copies as well',
    test: `${test}; Kayenta's rule`,
    n: differences.length,
    alpha: tail,
    against: undefined,
    expected: `the ${100 * confidence} % interval within ±${100 * quarter} %`,
    observed:
      shift === undefined
        ? `${differences.length} pairs of blocks`
        : `${percent(shift.estimate)} (${percent(shift.low)} to ${percent(shift.high)}) of ${ms(usual)}`,
    holds: shift === undefined ? undefined : isWithin(shift, quarter * usual) === true,
    counts: { pairs: differences.length },
  });
}
