import { expect, test } from 'vitest';
import { inWords, ordinal, shareInWords, shareOf } from './in-words.ts';

test('shares are told in small numbers where there are such', () => {
  expect([20, 30, 50, 60].map(shareInWords)).toEqual(['one of five', 'three of ten', 'one of two', 'three of five']);
  expect([27, 35, 45].map(shareInWords)).toEqual(['27 of a hundred', '35 of a hundred', '45 of a hundred']);
});

test('a share goes on to its verb', () => {
  expect([20, 30, 31].map((percent) => shareOf(percent, 'calls'))).toEqual([
    'one of five calls is',
    'three of ten calls are',
    '31 of a hundred calls are',
  ]);
});

test('what is beyond ten is told in digits', () => {
  expect([2, 10, 12].map(inWords)).toEqual(['two', 'ten', '12']);
  expect([3, 8, 11].map(ordinal)).toEqual(['third', 'eighth', '11th']);
});
