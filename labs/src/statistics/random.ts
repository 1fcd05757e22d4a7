import { requireShare, requireShares, requireWhole } from './require-argument.ts';

/** Draws the next number, uniform in [0, 1), a multiple of 2^-32. */
export type Random = () => number;

/**
 * A seeded generator: xoshiro128** 1.1 of Blackman & Vigna (2018, https://prng.di.unimi.it/xoshiro128starstar.c;
 * ACM Trans. Math. Softw. 47, 36), period 2^128 - 1. Its state is filled from `seed` by splitmix32 (the 32-bit
 * finaliser of MurmurHash3 over a Weyl sequence), so that seeds next to each other give unrelated sequences.
 *
 * @param seed a whole number from 0 to 2^32 - 1
 * @throws RangeError for any other seed
 */
export function createRandom(seed: number): Random {
  requireWhole('seed', seed, 0, 2 ** 32 - 1);
  const word = splitmix32(seed);
  return xoshiro128(word(), word(), word(), word());
}

/** xoshiro128** with its state given as four 32-bit words, not all 0. */
export function xoshiro128(first: number, second: number, third: number, fourth: number): Random {
  let [s0, s1, s2, s3] = [first | 0, second | 0, third | 0, fourth | 0];
  return () => {
    const scrambled = Math.imul(s1, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
    return result / 2 ** 32;
  };
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return mixed ^ (mixed >>> 16);
  };
}

/**
 * The number of hits in `n` independent trials that hit with probability `p`, drawn trial by trial.
 *
 * @throws RangeError unless n is a whole number and p a share
 */
export function drawBinomial(random: Random, n: number, p: number): number {
  requireWhole('n', n);
  requireShare('p', p);
  let hits = 0;
  for (let trial = 0; trial < n; trial++) if (random() < p) hits++;
  return hits;
}

/**
 * A sequence of `n` independent picks, each the index of one of `shares`.
 *
 * @param shares the probability of each index; they sum to 1
 * @throws RangeError unless n is a whole number and the shares are above 0 and sum to 1
 */
export function drawPicks(random: Random, n: number, shares: readonly number[]): number[] {
  requireWhole('n', n);
  requireShares('shares', shares);
  const last = shares.length - 1;
  const picks: number[] = [];
  for (let index = 0; index < n; index++) {
    let rest = random();
    let pick = 0;
    while (pick < last && rest >= shares[pick]!) rest -= shares[pick++]!;
    picks.push(pick);
  }
  return picks;
}
