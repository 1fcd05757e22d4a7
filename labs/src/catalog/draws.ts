import { chanceText } from '../judgement/chance-text.ts';
import { alpha, type Check } from '../judgement/check.ts';
import { exactCheck, statisticalCheck } from '../judgement/make-check.ts';
import type { RequestRecord } from '../load/plan.ts';
import { goodnessOfFit, independence, powerOfGoodnessOfFit, successivePicks } from '../statistics/index.ts';
import { isEachAsItHasToBe } from './all-or-nothing.ts';
import { onceEach } from './once-each.ts';
import { answeredStretches, countsOf, firstPicks } from './picks.ts';

export const replicas = 3;
export const requests = 3000;

export function checksOfDraws(records: readonly RequestRecord[], members: readonly string[]): Check[] {
  const stretches = answeredStretches(records, members);
  const answered = stretches.flat().length;
  const isJudgeable = members.length === replicas && answered >= requests / 2;
  return [
    allAnswered(records, answered),
    evenShares(stretches, members, isJudgeable),
    noMemory(stretches, members, isJudgeable),
  ];
}

function allAnswered({ length: n }: readonly RequestRecord[], answered: number): Check {
  return exactCheck({
    id: 'all-answered',
    claim: 'every request is answered by one of the pods',
    test: 'exact: all or nothing',
    n,
    against: { setting: `one pod of ${replicas} that answers nothing`, power: 1 - (1 - 1 / replicas) ** n },
    expected: `200 from a pod for all ${n}`,
    observed: `200 from a pod for ${answered} of ${n}`,
    holds: isEachAsItHasToBe({ n, hits: answered, planned: requests }),
    counts: { answered, otherwise: n - answered },
  });
}

const tooFew = (picks: readonly string[], members: readonly string[]) =>
  `${picks.length} answers of ${members.length} pods are too few`;

function evenShares(stretches: readonly string[][], members: readonly string[], isJudgeable: boolean): Check {
  const picks = stretches.flat();
  const counts = countsOf(picks, members);
  const shares = members.map(() => 1 / members.length);
  const found = isJudgeable ? goodnessOfFit(Object.values(counts), shares) : undefined;
  return statisticalCheck({
    id: 'even-shares',
    claim: 'each pod gets the same share',
    test: `χ² test of the counts (${replicas - 1} degrees of freedom)`,
    n: picks.length,
    alpha,
    against: { setting: 'shares 40/30/30', power: powerAgainstUneven(picks.length) },
    expected: `p above ${alpha}`,
    observed:
      found === undefined
        ? tooFew(picks, members)
        : `${firstPicks(stretches[0]!, members)} …, in all ${Object.values(counts).join(' : ')}; χ² = ${found.statistic.toFixed(2)}, p: ${chanceText(found.p)}`,
    holds: found === undefined ? undefined : found.p > alpha,
    counts,
  });
}

const powerAgainstUneven = onceEach((n: number) => {
  if (n === 0) return 0;
  const nullShares = Array.from({ length: replicas }, () => 1 / replicas);
  return powerOfGoodnessOfFit({ n, nullShares, trueShares: [0.4, 0.3, 0.3], alpha });
});

/**
 * Round robin passes every test of counts; what tells it from RANDOM is which pod follows which. Only where one request
 * came right after another does one pod follow another.
 */
function noMemory(stretches: readonly string[][], members: readonly string[], isJudgeable: boolean): Check {
  const table = sumOf(
    stretches.map((picks) => successivePicks(picks, members)),
    members.length,
  );
  const n = table.flat().reduce((sum, count) => sum + count, 0);
  const found = isJudgeable && n >= requests / 2 ? independence(table) : undefined;
  return statisticalCheck({
    id: 'independence',
    claim: 'which pod comes next does not depend on the one before',
    test: `χ² test of independence of successive picks (${(replicas - 1) ** 2} degrees of freedom)`,
    n,
    alpha,
    // A circle puts all pairs into one cell of each row: χ² is then (members − 1) · n, beyond any threshold.
    against: { setting: 'ROUND_ROBIN', power: 1 },
    expected: `p above ${alpha}`,
    observed:
      found === undefined
        ? tooFew(stretches.flat(), members)
        : `χ² of successive picks = ${found.statistic.toFixed(2)}, p: ${chanceText(found.p)}`,
    holds: found === undefined ? undefined : found.p > alpha,
    counts: Object.fromEntries(
      table.flatMap((row, from) => row.map((count, to) => [`${members[from]} then ${members[to]}`, count])),
    ),
  });
}

const sumOf = (tables: readonly number[][][], size: number): number[][] =>
  Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (__, column) => tables.reduce((sum, table) => sum + table[row]![column]!, 0)),
  );
