import type { Phase } from '../../bench/evidence.ts';
import { chanceText } from '../../judgement/chance-text.ts';
import { alpha, type Check } from '../../judgement/check.ts';
import { exactCheck, statisticalCheck } from '../../judgement/make-check.ts';
import {
  binomialPower,
  binomialRegion,
  independence,
  successivePicks,
  wilsonInterval,
} from '../../statistics/index.ts';
import { shareInWords, shareOf } from '../in-words.ts';
import { isFlagged, type Joined, joined } from '../joined.ts';
import { abortsCounted, flag, isAborted, isServed } from './aborted.ts';
import { status } from './rules.ts';

const fewest = 1000;
const percent = (value: number) => `${(100 * value).toFixed(1)} %`;

/**
 * What holds where a share is to fail.
 *
 * @param percentage of calls that the second rule aborts; here and below
 */
export function checksOfShare(phase: Phase, percentage: number): Check[] {
  const requests = joined(phase);
  return [
    amount(requests, percentage),
    eitherOr(requests, percentage),
    noMemory(requests, percentage),
    abortsCounted(phase),
  ];
}

export function amount(requests: readonly Joined[], percentage: number): Check {
  const other = percentage + 10;
  const n = requests.length;
  const hits = requests.filter((request) => isFlagged(request, flag)).length;
  const trials = Math.max(1, n);
  const region = binomialRegion({ n: trials, p: percentage / 100, alpha });
  const { low, high } = wilsonInterval({ hits, n: trials, confidence: 0.95 });
  return statisticalCheck({
    id: 'share',
    claim: `${shareOf(percentage, 'calls')} aborted`,
    test: 'exact binomial test, two-sided',
    n,
    alpha,
    against: {
      setting: `${other} % instead of ${percentage} %`,
      power: binomialPower({ n: trials, p: other / 100, region }),
    },
    expected: `from ${region.low} to ${region.high} of ${n}`,
    observed: `${percent(hits / trials)} (${hits} of ${n}; 95 % Wilson interval ${percent(low)} to ${percent(high)})`,
    holds: n < fewest ? undefined : hits >= region.low && hits <= region.high,
    counts: { aborted: hits, others: n - hits },
  });
}

function eitherOr(requests: readonly Joined[], percentage: number): Check {
  const n = requests.length;
  const aborted = requests.filter(isAborted).length;
  const served = requests.filter(isServed).length;
  return exactCheck({
    id: 'either-or',
    claim: `each call is either aborted with ${status}, or served by a pod as if there were no fault`,
    test: 'conservation: aborted + served = sent',
    n,
    against: { setting: 'another status', power: 1 - (1 - percentage / 100) ** n },
    expected: `${n}`,
    observed: `${aborted} × ${status} with the flag ${flag} + ${served} × 200 from a pod = ${aborted + served} of ${n}`,
    holds: n === 0 ? undefined : aborted + served === n,
    counts: { aborted, served },
  });
}

/** Every fifth in a fixed order would pass every test of a share of 20 %. */
export function noMemory(requests: readonly Joined[], percentage: number): Check {
  const outcomes = requests.map((request) => (isFlagged(request, flag) ? 'aborted' : 'served'));
  const table = successivePicks(outcomes, ['aborted', 'served']);
  const n = outcomes.length - 1;
  const { statistic, df, p } = n < 1 ? { statistic: 0, df: 0, p: 1 } : independence(table);
  return statisticalCheck({
    id: 'no-memory',
    claim: 'whether a call is aborted does not depend on the one before',
    test: `χ² test of independence of successive calls (${df} degree of freedom)`,
    n,
    alpha,
    // None of them follows another then: of a share s χ² is (s / (1 - s))² of their number. Of 20 % that is a sixteenth, 125
    // of 2000, of more it is more; and 15 would be enough.
    against: { setting: `${shareInWords(percentage)} calls in turn`, power: 1 },
    expected: `p above ${alpha}`,
    observed: `χ² = ${statistic.toFixed(2)}, p: ${chanceText(p)}`,
    holds: outcomes.length < fewest || df === 0 ? undefined : p > alpha,
    counts: {
      'aborted, then aborted': table[0]![0]!,
      'aborted, then served': table[0]![1]!,
      'served, then aborted': table[1]![0]!,
      'served, then served': table[1]![1]!,
    },
  });
}
