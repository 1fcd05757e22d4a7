import { describe, expect, test } from 'vitest';
import type { Phase } from '../bench/evidence.ts';
import { allAnswered } from './all-answered.ts';
import { binomialUpperTail } from '../statistics/index.ts';
import { allOrNothing, fewestOfAKind } from './all-or-nothing.ts';

const claimed = { id: 'law', claim: 'each is as it has to be' };

const resultOf = (n: number, hits: number, planned: number) =>
  allOrNothing({ ...claimed, n, hits, planned, against: 'none is', expected: '', observed: '', counts: {} }).result;

const answered = (statuses: Record<string, number>, planned?: number) => {
  const plan = planned === undefined ? undefined : { tool: 'k6', requests: planned };
  return allAnswered({ load: { plan, statuses } } as unknown as Phase, { ...claimed, against: undefined }).result;
};

describe('a law for each single request', () => {
  test.each([
    ['holds', 300, 300, 300],
    ['is undecided where fewer were made than planned', 299, 299, 300],
    ['is undecided below 50, however few were planned', 49, 49, 20],
    ['is broken by one exception, however few were made', 3, 2, 300],
    ['is undecided without any', 0, 0, 0],
  ])('%s', (says, n, hits, planned) => {
    expect(says).toContain(resultOf(n, hits, planned).replace('fails', 'broken'));
  });

  test('holds of answers by the plan of their phase, where it has one', () => {
    expect(answered({ 200: 60 }, 60)).toBe('holds');
    expect(answered({ 200: 60 }, 61)).toBe('undecided');
    expect(answered({ 200: 60, 503: 1 }, 61)).toBe('fails');
    expect(answered({ 200: 60 })).toBe('holds');
    expect(answered({ 200: 49 })).toBe('undecided');
  });
});

test('so many of a kind are enough: exceptions of 5.8 % would be seen in 95 of a hundred runs', () => {
  expect(binomialUpperTail(1, { n: fewestOfAKind, p: 0.0582 })).toBeGreaterThanOrEqual(0.95);
  expect(binomialUpperTail(1, { n: fewestOfAKind - 1, p: 0.0582 })).toBeLessThan(0.95);
});
