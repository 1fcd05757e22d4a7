import type { SuspectReading } from '../model.ts';

/** Standard deviations from the mean of the last readings beyond which one is suspect. */
const limit = 3;
/** Fewer readings than this say nothing. */
const fewest = 12;
/** Cel; in weather this still, a rounding step is not an event. */
const leastDeviation = 0.5;

/** A reading that is `limit` standard deviations from the mean of the `recent` ones. */
export function zScoreSuspect(recent: readonly number[], value: number): SuspectReading | undefined {
  if (recent.length < fewest) return undefined;
  const mean = recent.reduce((sum, reading) => sum + reading, 0) / recent.length;
  const variance = recent.reduce((sum, reading) => sum + (reading - mean) ** 2, 0) / (recent.length - 1);
  const deviation = Math.max(leastDeviation, Math.sqrt(variance));
  const score = Math.abs(value - mean) / deviation;
  if (score <= limit) return undefined;
  const expected = { lower: mean - limit * deviation, upper: mean + limit * deviation };
  return { kind: 'spike', score, value, expected };
}

/**
 * The thesis's stand-in for a detector: flags `percentage` of the readings, whatever they say. The lot comes from the
 * observation's id, so that each replica flags the same ones.
 */
export function randomlySuspect(id: string, value: number, percentage: number): SuspectReading | undefined {
  const lot = (fnv1a(id) / 2 ** 32) * 100;
  if (lot >= percentage) return undefined;
  return { kind: 'spike', score: 0, value, expected: { lower: value, upper: value } };
}

/** FNV-1a with 32 bits (Fowler, Noll & Vo, draft-eastlake-fnv), with a last mixing so that near ids lie far apart. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
