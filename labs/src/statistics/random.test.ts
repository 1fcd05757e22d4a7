import { expect, test } from 'vitest';
import { createRandom, drawBinomial, drawPicks, xoshiro128 } from './random.ts';

const words = (random: () => number, count: number) => Array.from({ length: count }, () => random() * 2 ** 32);

test('xoshiro128** gives what the reference implementation gives', () => {
  // Test vector of rand_xoshiro (Rust), made by the authors' C code.
  const expected = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849];
  expect(words(xoshiro128(1, 2, 3, 4), 8)).toEqual(expected);
  // Test data of edorfaus/xoshiro-6502, likewise.
  const other = xoshiro128(0x964d4a0c, 0xd40ab895, 0xad7fdecb, 0x3006f0f0);
  expect(words(other, 4)).toEqual([0xf1391922, 0x6fe53806, 0xa5be2840, 0xf510ee70]);
});

test('one seed gives one sequence, neighbouring seeds unrelated ones', () => {
  expect(words(createRandom(7), 5)).toEqual(words(createRandom(7), 5));
  const [one, other] = [createRandom(7), createRandom(8)];
  let products = 0;
  for (let draw = 0; draw < 100_000; draw++) products += (one() - 0.5) * (other() - 0.5);
  // The mean of the products is 0 with a standard deviation of 1 / 12 / sqrt(n).
  expect(Math.abs((products / 100_000) * 12 * Math.sqrt(100_000))).toBeLessThan(3.9);
});

test('numbers lie in [0, 1) and fill it evenly', () => {
  const random = createRandom(1);
  const counts = Array.from({ length: 16 }, () => 0);
  for (let draw = 0; draw < 160_000; draw++) counts[Math.floor(random() * 16)]!++;
  const statistic = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  // The middle 99.98 % of chi-square with 15 degrees of freedom.
  expect(statistic).toBeGreaterThan(2.1);
  expect(statistic).toBeLessThan(44.3);
});

test('draws have the mean and the shares asked for', () => {
  const random = createRandom(2);
  expect(drawBinomial(random, 0, 0.5)).toBe(0);
  expect(drawBinomial(random, 50, 1)).toBe(50);
  expect(drawBinomial(random, 50, 0)).toBe(0);
  expect(Math.abs(drawBinomial(random, 100_000, 0.1) - 10_000)).toBeLessThan(3.9 * Math.sqrt(9000));
  const picks = drawPicks(random, 100_000, [0.5, 0.3, 0.2]);
  const shareOf = (wanted: number) => picks.filter((pick) => pick === wanted).length / picks.length;
  expect(shareOf(0)).toBeCloseTo(0.5, 2);
  expect(shareOf(1)).toBeCloseTo(0.3, 2);
  expect(shareOf(2)).toBeCloseTo(0.2, 2);
});

test('says what is wrong with an argument', () => {
  expect(() => createRandom(-1)).toThrow('seed is -1, and must be a whole number from 0 to 4294967295');
  expect(() => drawBinomial(createRandom(1), 1.5, 0.1)).toThrow(RangeError);
  expect(() => drawBinomial(createRandom(1), 1, 10)).toThrow('p is 10, and must be a share from 0 to 1 (10 % is 0.1)');
  expect(() => drawPicks(createRandom(1), 1, [0.5, 0.4])).toThrow('two or more shares above 0 that sum to 1');
});
