import { chiSquareTail } from './chi-square.ts';
import { requireShares, requireWhole } from './require-argument.ts';

/** Outcome of a chi-square test. */
export interface ChiSquareResult {
  statistic: number;
  /** Degrees of freedom. */
  df: number;
  /** Probability of such a statistic or a larger one under the hypothesis. */
  p: number;
  /**
   * Smallest expected count. The p is an approximation for large counts. Found by enumerating three categories: a p of
   * 1e-4 is one in truth with equal shares from 5 expected on; with shares 10/45/45 it is 2e-4 at 5, 1.3e-4 at 20.
   */
  smallestExpected: number;
}

/**
 * Pearson's test (1900) of counts against the shares they should have.
 *
 * @param counts whole numbers, not all 0
 * @param expectedShares as many shares above 0 that sum to 1
 * @throws RangeError when counts or shares are not like that
 */
export function goodnessOfFit(counts: readonly number[], expectedShares: readonly number[]): ChiSquareResult {
  requireShares('expectedShares', expectedShares);
  const n = requireCounts('counts', counts, expectedShares.length);
  if (n === 0) throw new RangeError('counts are all 0, and at least one must not be');
  const expected = expectedShares.map((share) => n * share);
  const statistic = counts.reduce((sum, count, index) => sum + (count - expected[index]!) ** 2 / expected[index]!, 0);
  const df = counts.length - 1;
  return { statistic, df, p: chiSquareTail(statistic, df), smallestExpected: Math.min(...expected) };
}

/**
 * Pearson's test of whether rows and columns of a table are independent. Rows and columns that are empty tell nothing
 * and are left out; df is (rows - 1)(columns - 1) of what is left. A table with one row or column left has df 0 and
 * p 1: nothing speaks against independence, so test the counts as well. For successive picks of one chooser the law
 * holds too (Bartlett 1951, Proc. Camb. Phil. Soc. 47, 86; Anderson & Goodman 1957, Ann. Math. Stat. 28, 89).
 *
 * @param table rows of equal length, of whole numbers, not all 0
 * @throws RangeError when the table is not like that
 */
export function independence(table: readonly (readonly number[])[]): ChiSquareResult {
  const columns = table[0]?.length ?? 0;
  const rowSums = table.map((row, index) => requireCounts(`table[${index}]`, row, columns));
  const n = rowSums.reduce((sum, rowSum) => sum + rowSum, 0);
  if (n === 0) throw new RangeError('table is empty, and at least one count must not be 0');
  const columnSums = Array.from({ length: columns }, (_, column) => table.reduce((sum, row) => sum + row[column]!, 0));
  let statistic = 0;
  let smallestExpected = n;
  table.forEach((row, rowIndex) =>
    row.forEach((count, column) => {
      const expected = (rowSums[rowIndex]! * columnSums[column]!) / n;
      if (expected === 0) return;
      statistic += (count - expected) ** 2 / expected;
      smallestExpected = Math.min(smallestExpected, expected);
    }),
  );
  const df = (countFilled(rowSums) - 1) * (countFilled(columnSums) - 1);
  return { statistic, df, p: df === 0 ? 1 : chiSquareTail(statistic, df), smallestExpected };
}

/**
 * How often each category was followed by each: row = a pick, column = the pick after it.
 *
 * @param categories all that can be picked, each once
 * @throws RangeError when a pick is not in categories or a category is there twice
 */
export function successivePicks<Pick>(sequence: readonly Pick[], categories: readonly Pick[]): number[][] {
  const indexes = new Map(categories.map((category, index) => [category, index]));
  if (indexes.size !== categories.length) throw new RangeError('categories must differ from each other');
  const picks = sequence.map((pick, position) => {
    const index = indexes.get(pick);
    if (index !== undefined) return index;
    throw new RangeError(`sequence[${position}] is ${String(pick)}, and must be one of ${categories.join(', ')}`);
  });
  const table = categories.map(() => categories.map(() => 0));
  for (let position = 1; position < picks.length; position++) table[picks[position - 1]!]![picks[position]!]!++;
  return table;
}

const countFilled = (sums: readonly number[]) => sums.filter((sum) => sum > 0).length;

function requireCounts(name: string, counts: readonly number[], length: number): number {
  requireSameLength(name, counts, length);
  counts.forEach((count, index) => requireWhole(`${name}[${index}]`, count));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Throws a RangeError unless there are `length` values. */
export function requireSameLength(name: string, values: readonly number[], length: number): void {
  if (values.length === length) return;
  throw new RangeError(`${name} has ${values.length} values, and must have ${length}`);
}
