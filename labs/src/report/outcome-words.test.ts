import { describe, expect, test } from 'vitest';
import { control } from '../../test/report-samples.ts';
import { catchOf, controlJudgement, toneOf } from './outcome-words.ts';

const { verdict, setting } = control();
const decidedBy = (...deciding: string[]) => ({ verdict: { ...verdict, deciding }, setting });

describe('a control', () => {
  test('is caught when a check that is meant to is among those that failed', () => {
    const caught = decidedBy('all-answered', 'direct-order');
    expect(toneOf(caught)).toBe('good');
    expect(controlJudgement(caught)).toContain('caught it, as they must');
  });

  test('is not, when others alone failed: that says nothing about those that are meant', () => {
    const other = decidedBy('all-answered');
    expect(toneOf(other)).toBe('bad');
    expect(controlJudgement(other)).toContain('by another check than meant: direct-order had to fail');
  });

  test('is not, when the rule never became live, or nothing failed', () => {
    expect(toneOf(decidedBy())).toBe('bad');
    expect(catchOf({ outcome: 'reproduced', deciding: ['direct-order'] }, ['direct-order'])).toBe('not caught');
  });

  test('of an older report, which does not tell which are meant to, is caught by any', () => {
    expect(catchOf({ outcome: 'not reproduced', deciding: ['any'] }, undefined)).toBe('as meant');
  });
});
