import { chanceText } from '../judgement/chance-text.ts';
import { alpha, type Check } from '../judgement/check.ts';
import { statisticalCheck } from '../judgement/make-check.ts';
import { goodnessOfFit, independence, powerOfGoodnessOfFit, successivePicks } from '../statistics/index.ts';
import { countsOf, firstPicks } from './picks.ts';

/** Pods that were drawn, one for each request, out of those that there are; and how many of both there should be. */
export interface Draws {
  picks: readonly string[];
  members: readonly string[];
  replicas: number;
  requests: number;
}

/** Whether each pod gets the same share. */
export function evenShares(id: string, { picks, members, replicas, requests }: Draws): Check {
  const counts = countsOf(picks, members);
  const shares = members.map(() => 1 / members.length);
  const { statistic, df, p } = goodnessOfFit(Object.values(counts), shares);
  return statisticalCheck({
    id,
    claim: 'each pod gets the same share',
    test: `χ² test of the counts (${df} degrees of freedom)`,
    n: picks.length,
    alpha,
    against: {
      setting: 'shares 40/30/30',
      power: powerOfGoodnessOfFit({
        n: requests,
        nullShares: [1 / 3, 1 / 3, 1 / 3],
        trueShares: [0.4, 0.3, 0.3],
        alpha,
      }),
    },
    expected: `p above ${alpha}`,
    observed: `${firstPicks(picks, members)} …, in all ${Object.values(counts).join(' : ')}; χ² = ${statistic.toFixed(2)}, p: ${chanceText(p)}`,
    holds: picks.length >= requests / 2 ? p > alpha && members.length === replicas : undefined,
    counts,
  });
}

/** Round robin passes every test of counts; what tells it from a draw is which pod follows which. */
export function noMemory(id: string, { picks, members, requests }: Draws): Check {
  const table = successivePicks(picks, members);
  const { statistic, df, p } = independence(table);
  return statisticalCheck({
    id,
    claim: 'which pod comes next does not depend on the one before',
    test: `χ² test of independence of successive picks (${df} degrees of freedom)`,
    n: picks.length - 1,
    alpha,
    // A circle puts all pairs into one cell of each row: χ² is then (members − 1) · n, beyond any threshold.
    against: { setting: 'ROUND_ROBIN', power: 1 },
    expected: `p above ${alpha}`,
    observed: `χ² of successive picks = ${statistic.toFixed(2)}, p: ${chanceText(p)}`,
    holds: picks.length >= requests / 2 ? p > alpha : undefined,
    counts: Object.fromEntries(
      table.flatMap((row, from) => row.map((count, to) => [`${members[from]} then ${members[to]}`, count])),
    ),
  });
}
