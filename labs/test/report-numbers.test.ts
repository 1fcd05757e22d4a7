import { expect, test } from 'vitest';
import { atLeast, errorRates, rarely } from '../src/report/error-rates.ts';
import { amount, duration } from '../src/report/number-format.ts';
import { printable } from '../src/report/printable.ts';
import { inconclusive, notReproduced, reproduced } from './report-samples.ts';
import { sampleReport } from './report-sample.ts';

/** Without regard to which space it is. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u2009\u202f]/g, ' ');

test.each([
  [0, '0'],
  [600, '600'],
  [12_345_678, '12 345 678'],
  [-1200, '−1 200'],
  [0.5, '0.5'],
  [89.127, '89.1'],
  [1234.56, '1 235'],
  [999.9, '1000'],
  [0.00123456, '0.00123'],
  [1e-4, '10⁻⁴'],
  [3.456e-9, '3.46 × 10⁻⁹'],
  [-2e-5, '−2 × 10⁻⁵'],
  [6.02e23, '6.02 × 10²³'],
])('%d is written for people', (value, written) => {
  expect(plain(amount(value))).toBe(written);
});

test('durations have their unit', () => {
  expect(plain(duration(412.3))).toBe('412 ms');
  expect(plain(duration(3120))).toBe('3.12 s');
});

test('bounds are rounded to the safe side', () => {
  expect(rarely(1e-4 ** 2)).toBe('at most 1 of 10⁸ runs');
  expect(rarely(3 * 1e-4 ** 2)).toBe('at most 3 of 10⁸ runs');
  expect(rarely(9.5e-8)).toBe('at most 1 of 10⁷ runs');
  expect(rarely(0.031)).toBe('at most 4 of 10² runs');
  expect(rarely(0.5)).toBe('at most 50 of 100 runs');
  expect(plain(atLeast(0.99989))).toBe('> 0.999');
  expect(plain(atLeast(1))).toBe('> 0.999');
  expect(plain(atLeast(0.9789))).toBe('≥ 0.978');
  expect(plain(atLeast(0.999))).toBe('≥ 0.999');
});

test('error rates are said in words', () => {
  expect(plain(errorRates(reproduced()).join(' '))).toMatch(
    /in no run at all.*caught with probability > 0.999: RANDOM; LEAST_REQUEST\./,
  );
  expect(plain(errorRates(notReproduced()).join(' '))).toMatch(/at most 2 of 10⁸ runs/);
  const { lab, ...rest } = reproduced();
  const onTime = {
    ...rest,
    lab: { ...lab, holdsWhile: { out: 'nothing stands still', before: 'nothing stands still' } },
  };
  expect(errorRates(onTime)[0]).toBe(
    'If the rule were right, “not reproduced” would come out in no run at all, as long as nothing stands still: its laws are exact.',
  );
  expect(errorRates(inconclusive()).join(' ')).toMatch(/Nothing is claimed/);
  const { verdict } = notReproduced();
  expect(errorRates(sampleReport({ attempts: [], verdict })).join(' ')).toMatch(/Nothing was sent/);
});

test('characters that steer are shown instead', () => {
  expect(printable('a\u001b[31m\u202eb\u0000')).toBe('a⟨001B⟩[31m⟨202E⟩b⟨0000⟩');
  expect(printable('é ☁ 👩‍🔬 \n\t')).toBe('é ☁ 👩‍🔬 \n\t');
  expect(printable('\ud800')).toBe('\ufffd');
});
