import { expect, it } from 'vitest';
import { bucketPhase, type MadeUpLimit } from '../../../test/bucket-phases.ts';
import { countEach } from '../../../test/calibration.ts';
import type { Random } from '../../statistics/random.ts';
import { amount, bucketOf, followsBucket, timing } from './checks.ts';
import { replicas } from './traffic.ts';

/** Fewer than 10,000: each is an experiment with four pods, of some 500 requests and all their log lines. */
const runs = 2000;
const wrongRuns = 500;

/** What is not as `expected`, with requests in any order and times that are off by as much as the law allows. */
const unexpected = (random: Random, limit: MadeUpLimit, expected: 'holds' | 'fails') => {
  const made = { ...limit, random, timingMs: 1000 * timing };
  const [one, three] = [bucketPhase('one', 1, made), bucketPhase('three', replicas, made)];
  const bucket = bucketOf(10);
  return [
    followsBucket(one, 1, bucket),
    amount(one, 1, bucket),
    followsBucket(three, replicas, bucket),
    amount(three, replicas, bucket),
  ]
    .filter(({ result }) => result !== expected)
    .map(({ id }) => id);
};

it(`a bucket of ten never fails, for one pod or three, in ${runs} runs`, () => {
  expect(countEach(1, (random) => unexpected(random, { tokens: 10 }, 'holds'), runs)).toEqual({});
}, 120_000);

it.each([5, 20, 100])(
  `a bucket of %d never passes for one of ten in ${wrongRuns} runs`,
  (tokens) => {
    expect(countEach(2, (random) => unexpected(random, { tokens }, 'fails'), wrongRuns)).toEqual({});
  },
  120_000,
);

it(`a bucket that is refilled once a minute never passes in ${wrongRuns} runs`, () => {
  const missed = countEach(3, (random) => unexpected(random, { tokens: 10, inSteps: true }, 'fails'), wrongRuns);
  expect(missed).toEqual({});
}, 120_000);

it(`one bucket for all three pods never passes for three in ${wrongRuns} runs`, () => {
  const missed = countEach(4, (random) => unexpected(random, { tokens: 10, shared: true }, 'fails'), wrongRuns);
  // One pod has one bucket, shared or not.
  expect(missed).toEqual({ 'one-bucket': wrongRuns, 'one-amount': wrongRuns });
}, 120_000);
