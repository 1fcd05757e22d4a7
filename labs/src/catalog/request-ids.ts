import type { Random } from '../statistics/index.ts';

/** A version 4 UUID. */
export function drawRequestId(random: Random): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  digits[12] = '4';
  digits[16] = '89ab'[Math.floor(random() * 4)]!;
  const parts = [8, 4, 4, 4, 12];
  return parts.map((length) => digits.splice(0, length).join('')).join('-');
}

/** Of a UUID what stands before its version, by which proxies note whether the request is traced. */
const beforeNote = /^([0-9a-f]{8}-[0-9a-f]{4}-)[0-9a-f]/;

/** What of an id stays the same on the whole way. */
export const keyOf = (id: string): string => id.replace(beforeNote, '$1');

/** Lines by what of their request's id stays the same. */
export const byRequest = <T extends { requestId: string }>(lines: readonly T[]): Map<string, T[]> =>
  Map.groupBy(lines, ({ requestId }) => keyOf(requestId));
