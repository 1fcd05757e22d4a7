import type { Random } from '../statistics/index.ts';

/** A version 4 UUID. */
export function drawRequestId(random: Random): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  digits[12] = '4';
  digits[16] = '89ab'[Math.floor(random() * 4)]!;
  const parts = [8, 4, 4, 4, 12];
  return parts.map((length) => digits.splice(0, length).join('')).join('-');
}

/** Where the version stands, by which proxies note in an id whether its request is traced. */
const noted = 14;

/** What of an id stays the same on the whole way. */
export const keyOf = (id: string): string => `${id.slice(0, noted)}${id.slice(noted + 1)}`;

/** Lines by what of their request's id stays the same. */
export const byRequest = <T extends { requestId: string }>(lines: readonly T[]): Map<string, T[]> =>
  Map.groupBy(lines, ({ requestId }) => keyOf(requestId));
