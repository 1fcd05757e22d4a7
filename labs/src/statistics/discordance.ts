/** part / whole, exactly. */
export interface Ratio {
  part: bigint;
  whole: bigint;
}

/** The ratio as a number with 15 digits, however large its parts are. */
export function ratioToNumber({ part, whole }: Ratio): number {
  const shift = Math.max(0, whole.toString(2).length - part.toString(2).length + 64);
  return Number((part << BigInt(shift)) / whole) / 2 ** shift;
}

/**
 * P(at most `discordant` discordant pairs) between n distinct values in random order and a variable whose ties have
 * the sizes `groups`, pairs within a group not counted. The number of orders with k discordant pairs is the
 * coefficient of q^k in the q-multinomial [n]! / ([g1]! [g2]! ...), where [m]! = (1 - q)(1 - q^2)...(1 - q^m)
 * (MacMahon 1915; without ties they count permutations by inversions). Exact.
 */
export function chanceOfDiscordant(groups: readonly number[], discordant: number): Ratio {
  const n = groups.reduce((sum, size) => sum + size, 0);
  const tied = groups.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  const degree = (n * (n - 1)) / 2 - tied;
  const counts = Array.from<unknown, bigint>({ length: degree + 1 }, (_, power) => (power === 0 ? 1n : 0n));
  for (let factor = 1; factor <= n; factor++) multiply(counts, factor);
  for (const size of groups) for (let factor = 1; factor <= size; factor++) divide(counts, factor);
  const sum = (upTo: number) => counts.slice(0, upTo).reduce((total, count) => total + count, 0n);
  return { part: sum(discordant + 1), whole: sum(degree + 1) };
}

/** Multiplies a power series by (1 - q^factor), cut off at its length. */
function multiply(series: bigint[], factor: number): void {
  for (let power = series.length - 1; power >= factor; power--) series[power]! -= series[power - factor]!;
}

/** Divides a power series by (1 - q^factor). */
function divide(series: bigint[], factor: number): void {
  for (let power = factor; power < series.length; power++) series[power]! += series[power - factor]!;
}
