import { requireAtLeast, requireOrdered, requirePositive, requireWhole } from './require-argument.ts';

/** Token buckets that refill all the time, as Envoy's do since 1.31: one per pod, shared by the pod's workers. */
export interface TokenBucket {
  /** Most tokens that one bucket holds, a whole number of at least 1. */
  capacity: number;
  /** Tokens per second that one bucket gets. */
  rate: number;
  /** Buckets that share the traffic; 1 unless said otherwise. */
  buckets?: number;
}

/** One request: when it came to the limiter, in s from any origin, and whether it was let through. */
export interface TimedAnswer {
  at: number;
  allowed: boolean;
}

/** What rounding may move a bound by, in tokens. */
const rounding = 1e-9;

/**
 * Bounds of the number of requests let through by full buckets in `seconds` of more requests than they can take: for
 * each bucket from B + floor(r t) - 1 to B + ceil(r t) + 1. Not for buckets that were not kept empty: those have the
 * upper bound alone.
 *
 * @throws RangeError when capacity, rate, buckets or seconds is out of its range
 */
export function allowedEnvelope(bucket: TokenBucket, seconds: number): { low: number; high: number } {
  const { capacity, rate, buckets } = requireBucket(bucket);
  requireAtLeast('seconds', seconds, 0);
  const refilled = rate * seconds;
  return {
    low: Math.max(0, buckets * (capacity + Math.floor(refilled + rounding) - 1)),
    high: buckets * (capacity + Math.ceil(refilled - rounding) + 1),
  };
}

/** How answers are held against buckets. */
export interface TokenBucketLaw extends TokenBucket {
  /** How far a time may be from the moment at the limiter, in s, either way; 0 unless said otherwise. */
  timing?: number;
  /** Requests more than the law that one bucket may let through; 1 unless said otherwise. */
  slack?: number;
  /** Tokens of each bucket at the first answer; full unless said otherwise. */
  initial?: { least: number; most: number };
}

/** Outcome of the law of the token bucket. Indexes are those of the answers. */
export interface TokenBucketResult {
  holds: boolean;
  /** The interval that comes nearest to its bound or breaks it the most; undefined when nothing was let through. */
  fullest: { from: number; to: number; allowed: number; bound: number } | undefined;
  /** Refusals while at least one whole token must have been there; undefined for several buckets: see there. */
  wrongRefusals: { index: number; tokens: number }[] | undefined;
}

/**
 * The exact law of token buckets, at any load. Above: in every interval from one answer to another at most
 * B + r (interval + 2 timing) + slack are let through, times the number of buckets. Below, for one bucket: none is
 * refused that must have found a token. That is a bucket followed with its least tokens, from which go what
 * `timing` may have kept from flowing in and all that were let through up to 2 timing later, as they may have come
 * first. Neither ever gives a false alarm while the times are as exact as said. Which of several buckets was empty
 * cannot be told from their traffic together: hand each pod's answers in apart for the law below.
 *
 * @param answers in the order of their times
 * @throws RangeError when a number is out of its range or the answers are not in order
 */
export function checkTokenBucket(answers: readonly TimedAnswer[], law: TokenBucketLaw): TokenBucketResult {
  const bucket = requireBucket(law);
  const { timing = 0, slack = 1, initial = { least: law.capacity, most: law.capacity } } = law;
  requireAtLeast('timing', timing, 0);
  requireAtLeast('slack', slack, 0);
  requireAtLeast('initial.least', initial.least, 0);
  requireAtLeast('initial.most', initial.most, initial.least);
  requireOrdered(
    'times',
    answers.map(({ at }) => at),
  );
  const settings = { ...bucket, timing, slack, initial };
  const fullest = fullestInterval(answers, settings);
  const wrongRefusals = bucket.buckets === 1 ? refusalsWithToken(answers, settings) : undefined;
  const isWithin = fullest === undefined || fullest.allowed <= fullest.bound + rounding;
  return { holds: isWithin && !wrongRefusals?.length, fullest, wrongRefusals };
}

type Settings = Required<TokenBucketLaw>;

/** In one pass: the best start of an interval is the one with the least of (let through before - inflow before). */
function fullestInterval(answers: readonly TimedAnswer[], settings: Settings): TokenBucketResult['fullest'] {
  const { capacity, rate, buckets, timing, slack, initial } = settings;
  const inflow = buckets * rate;
  const fixed = inflow * 2 * timing + buckets * slack;
  const origin = answers[0]?.at ?? 0;
  const first = answers.findIndex(({ allowed }) => allowed);
  let start = { from: first, before: 0, at: origin, tokens: buckets * Math.min(capacity, initial.most) };
  let allowedSoFar = 0;
  let fullest: TokenBucketResult['fullest'];
  answers.forEach(({ at, allowed }, index) => {
    if (!allowed) return;
    const level = (one: { at: number; before: number; tokens: number }) =>
      one.tokens + one.before - inflow * (one.at - origin);
    const here = { from: index, before: allowedSoFar, at, tokens: buckets * capacity };
    if (level(here) < level(start)) start = here;
    allowedSoFar++;
    const count = allowedSoFar - start.before;
    const bound = start.tokens + inflow * (at - start.at) + fixed;
    if (fullest === undefined || count - bound > fullest.allowed - fullest.bound) {
      fullest = { from: start.from, to: index, allowed: count, bound };
    }
  });
  return fullest;
}

function refusalsWithToken(answers: readonly TimedAnswer[], settings: Settings) {
  const { capacity, rate, timing, initial } = settings;
  const wrong: { index: number; tokens: number }[] = [];
  let tokens = Math.min(capacity, initial.least);
  let last = answers[0]?.at ?? 0;
  answers.forEach(({ at, allowed }, index) => {
    tokens = Math.min(capacity, tokens + rate * (at - last));
    last = at;
    if (allowed) {
      tokens--;
      return;
    }
    let certain = tokens - 2 * timing * rate;
    for (let later = index + 1; later < answers.length && answers[later]!.at <= at + 2 * timing; later++) {
      if (answers[later]!.allowed) certain--;
    }
    if (certain >= 1 + rounding) wrong.push({ index, tokens: certain });
  });
  return wrong;
}

function requireBucket({ capacity, rate, buckets = 1 }: TokenBucket): Required<TokenBucket> {
  requireWhole('capacity', capacity, 1);
  requirePositive('rate', rate);
  requireWhole('buckets', buckets, 1);
  return { capacity, rate, buckets };
}
