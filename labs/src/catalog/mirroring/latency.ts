import type { Phase } from '../../bench/evidence.ts';
import { alpha, type Check } from '../../judgement/check.ts';
import { statisticalCheck } from '../../judgement/make-check.ts';
import type { RequestRecord } from '../../load/plan.ts';
import { createRandom, powerOfShift, sampleQuantile, shiftOf } from '../../statistics/index.ts';
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

const quantile = (values: readonly number[], part: number): number =>
  values.length === 0 ? Number.NaN : sampleQuantile(values, part);

const median = (values: readonly number[]) => quantile(values, 0.5);

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

/** A quantile of what was copied of each block less that of its neighbour that is not, in ms. */
function differencesIn(phase: Phase, share: number, part: number): number[] {
  const { records } = phase.load;
  const copied = copiedIn(phase, share);
  const blocks = Array.from({ length: Math.floor(records.length / blockLength) }, (_, block) => {
    const all = records.slice(block * blockLength, (block + 1) * blockLength);
    return quantile(
      latenciesOf(isCopied(block * blockLength) ? all.filter(({ index }) => copied.has(index)) : all),
      part,
    );
  });
  const differences = Array.from({ length: Math.floor(blocks.length / 2) }, (_, pair) => {
    const difference = blocks[2 * pair]! - blocks[2 * pair + 1]!;
    return isCopied(2 * pair * blockLength) ? difference : -difference;
  });
  // Of a block chance may leave nothing to be copied.
  return differences.filter((difference) => !Number.isNaN(difference));
}

const testOf = (what: string) =>
  `Hodges–Lehmann shift with the exact interval of Wilcoxon's signed-rank test, on ${what} of ${blockLength} requests, in pairs of a copied and a plain block in ABBA order`;

/** A part of the distribution of latencies, and what is too much longer for it. */
interface Compared extends Pick<Check, 'id' | 'claim'> {
  /** Which quantile, and its name. */
  part: number;
  what: string;
  /** Milliseconds that chance and the copies' own work may come to. */
  marginMs: number;
  /** What has to be caught, given by how much longer a copy took than a request: milliseconds. */
  against: (waitMs: number) => { setting: string; shiftMs: number };
}

/**
 * Two versions on two shared processors, one node: copying took 1 or 2 ms there, known to 4 ms in the middle and to
 * 10 ms in the tail. The margins are well above that, and below the 100 ms that a copy takes.
 */
const middleMs = 10;
const tailMs = 30;

const middle: Compared = {
  id: 'never-waits',
  claim: `nobody waits for a copy: the median latency of copied requests is within ${middleMs} ms of that of others`,
  part: 0.5,
  what: 'medians',
  marginMs: middleMs,
  against: () => ({ setting: 'every copied request takes 30 ms longer', shiftMs: 30 }),
};

const tail: Compared = {
  id: 'slowest-wait-no-longer',
  claim: `nor does a part of them wait: the latency that a tenth exceeds is within ${tailMs} ms of that of others`,
  part: 0.9,
  what: '90 % quantiles',
  marginMs: tailMs,
  against: (waitMs) => ({
    setting: `the slowest fifth of the copied requests wait for their copies, ${ms(waitMs)}`,
    shiftMs: waitMs,
  }),
};

/** Whether whoever asks waits for the copy as well, some or all: the copies are slow, so that it would show. */
export const nobodyWaits = (phase: Phase, share: number): Check[] =>
  [middle, tail].map((compared) => isNoLonger(phase, share, compared));

function isNoLonger(phase: Phase, share: number, { id, claim, part, what, marginMs, against }: Compared): Check {
  const differences = differencesIn(phase, share, part);
  const copies = arrivedAt(phase, darkWorkload).map(({ durationMs }) => durationMs);
  const waitMs = median(copies) - median(latenciesWhere(phase, false, share));
  const isJudgeable = differences.length >= fewestPairs && copies.length >= blockLength && waitMs > 2 * marginMs;
  const shift = isJudgeable ? shiftOf(differences, alpha) : undefined;
  const { setting, shiftMs } = against(waitMs);
  const asSlow = (copied: boolean) =>
    latenciesWhere(phase, copied, share).filter((latency) => latency >= median(copies)).length;
  return statisticalCheck({
    id,
    claim,
    test: `${testOf(what)}; equivalence within ${marginMs} ms`,
    n: differences.length,
    alpha,
    against:
      shift === undefined
        ? undefined
        : {
            setting,
            power: powerOfShift(differences, { shift: shiftMs, margin: marginMs, tail: alpha, runs }, createRandom(1)),
          },
    expected: shift === undefined ? 'not said without slow copies' : `a shift within ${ms(marginMs)} either way`,
    observed:
      shift === undefined
        ? `${copies.length} copies, ${differences.length} pairs of blocks`
        : `${ms(shift.estimate)} (${ms(shift.low)} to ${ms(shift.high)}), while a copy took ${ms(median(copies))}; as long took ${asSlow(true)} copied and ${asSlow(false)} other requests`,
    holds: shift === undefined ? undefined : isWithin(shift, marginMs),
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
  const differences = differencesIn(phase, share, 0.5);
  const usual = median(latenciesWhere(phase, false, share));
  const outside = (1 - confidence) / 2;
  const shift = differences.length >= fewestPairs ? shiftOf(differences, outside) : undefined;
  const percent = (value: number) => `${((100 * value) / usual).toFixed(1)} %`;
  return statisticalCheck({
    id: 'cost-of-copying',
    role: 'shown',
    claim: 'copying as such costs no more than a quarter of the latency, on a machine that computes the copies as well',
    test: `${testOf('medians')}; Kayenta's rule`,
    n: differences.length,
    alpha: outside,
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
