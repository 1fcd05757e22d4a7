import { describe, expect, test } from 'vitest';
import type { Check } from './check.ts';
import { exactCheck, statisticalCheck } from './make-check.ts';
import { type JudgedAttempt, needsRepeat, type Outcome, verdictOn } from './verdict.ts';

const usual: Check = {
  id: 'law',
  claim: 'it goes round',
  role: 'law',
  kind: 'exact',
  test: 'order',
  n: 300,
  alpha: 0,
  against: undefined,
  expected: 'a circle',
  observed: 'a circle',
  result: 'holds',
  counts: {},
};

const check = (different: Partial<Check>): Check => ({ ...usual, ...different });

/** Such as `law: fails, witness: holds`; `void` stands for an attempt whose pods changed. */
function attempt(text: string): JudgedAttempt {
  const roles = { law: 'law', other: 'law', witness: 'witness', shown: 'shown' } as const;
  const checks = text
    .replace(/^void,? ?/, '')
    .split(', ')
    .filter((part) => part !== '')
    .map((part) => {
      const [id, result] = part.split(': ') as [keyof typeof roles, Check['result']];
      return check({ id, role: roles[id], claim: `claim of ${id}`, observed: `${id} ${result}`, result });
    });
  return { checks, void: text.startsWith('void') ? 'pods came or went' : undefined };
}

const green = 'law: holds, witness: holds';

describe('a verdict', () => {
  const table: [attempts: string[], outcome: Outcome, deciding: string[], because: RegExp][] = [
    [[green], 'reproduced', ['law'], /^the law holds, and the witnesses agree$/],
    // Nothing is said of witnesses where there are none.
    [['law: holds, other: holds'], 'reproduced', ['law', 'other'], /^both laws hold$/],
    [['law: fails, witness: holds', green], 'reproduced', ['law'], /both are shown/],
    [['law: holds, witness: fails', green], 'reproduced', ['law'], /both are shown/],
    [['law: undecided, witness: holds', green], 'reproduced', ['law'], /both are shown/],
    // Each law failed once: chance may do that to a right rule, and the same one did not fail twice.
    [['law: fails, other: holds', 'law: holds, other: fails'], 'reproduced', ['law', 'other'], /both are shown/],
    [['law: fails', 'law: fails'], 'not reproduced', ['law'], /^failed twice: claim of law \(law fails\)$/],
    [
      ['law: fails, other: fails', 'law: fails, other: holds'],
      'not reproduced',
      ['law'],
      /^failed twice: claim of law/,
    ],
    // Of the two only one says something, and one is not enough to say that a law is broken.
    [['law: fails, witness: fails', 'law: fails, witness: holds'], 'inconclusive', ['law'], /^not decided/],
    [['law: fails, witness: holds', 'law: fails, witness: fails'], 'inconclusive', ['law'], /^not decided/],
    // Where witnesses disagree, nothing is acquitted either.
    [['law: fails, witness: holds', 'law: holds, witness: fails'], 'inconclusive', ['law'], /^not decided/],
    [['law: holds, witness: undecided', 'law: fails, witness: holds'], 'inconclusive', ['law'], /^not decided/],
    [['law: fails, shown: fails', 'law: fails, shown: fails'], 'not reproduced', ['law'], /^failed twice/],
    // What is broken according to witnesses that disagree is not broken for certain.
    [['law: fails, witness: fails', 'law: fails, witness: fails'], 'inconclusive', ['witness'], /^witnesses disagree/],
    [['law: holds, witness: fails', 'law: holds, witness: fails'], 'inconclusive', ['witness'], /^witnesses disagree/],
    [['law: undecided', 'law: undecided'], 'inconclusive', ['law'], /^not decided: claim of law/],
    [['law: undecided', 'law: fails'], 'inconclusive', ['law'], /^not decided/],
    [['law: fails', 'law: undecided'], 'inconclusive', ['law'], /^not decided/],
    [['law: holds, witness: undecided', 'law: holds, witness: undecided'], 'inconclusive', ['witness'], /^not decided/],
    [['law: fails'], 'inconclusive', ['law'], /^not decided/],
    [[`void, ${green}`, green], 'reproduced', ['law'], /and the witnesses agree/],
    [[`void, ${green}`, `void, ${green}`], 'inconclusive', [], /cannot be judged: pods came or went/],
    [[`void, ${green}`], 'inconclusive', [], /cannot be judged/],
    // One attempt that can be judged is not enough to say that a law is broken.
    [['void, law: fails', 'law: fails'], 'inconclusive', ['law'], /^not decided/],
    [['law: fails', 'void, law: fails'], 'inconclusive', ['law'], /^not decided/],
    [['void, law: fails', green], 'reproduced', ['law'], /the law holds/],
    [['witness: holds'], 'inconclusive', [], /nothing was put to the test/],
    [['shown: holds'], 'inconclusive', [], /nothing was put to the test/],
    [[''], 'inconclusive', [], /nothing was put to the test/],
  ];
  test.each(table)('on %j is: %s', (attempts, outcome, deciding, because) => {
    const verdict = verdictOn(attempts.map(attempt));
    expect(verdict).toMatchObject({ outcome, deciding, because: expect.stringMatching(because) });
  });

  test.each([[[]], [[green, green, green]]])('rests on one or two attempts, not on those of %j', (attempts) => {
    expect(() => verdictOn(attempts.map(attempt))).toThrow(RangeError);
  });
});

describe('a repeat is needed', () => {
  test.each([
    [green, false],
    [`${green}, shown: fails`, false],
    ['law: fails, witness: holds', true],
    ['law: holds, witness: fails', true],
    ['law: undecided', true],
    [`void, ${green}`, true],
  ])('after %s: %s', (text, isNeeded) => {
    expect(needsRepeat(attempt(text))).toBe(isNeeded);
  });
});

const law = (alpha: number, power?: number): Check =>
  check({ id: `${alpha} ${power}`, alpha, against: power === undefined ? undefined : { setting: 'RANDOM', power } });

describe('error rates', () => {
  test('false alarm: the same law has to fail twice, and each of them may', () => {
    const { falseAlarm } = verdictOn([{ checks: [law(1e-4), law(1e-4, 0.5), law(0)], void: undefined }]);
    expect(falseAlarm).toBeCloseTo(2e-8, 20);
  });

  test('the same whether there was a repeat or not', () => {
    const red = { checks: [{ ...law(1e-4, 0.9), result: 'fails' as const }], void: undefined };
    const two = verdictOn([red, red]);
    const one = verdictOn([red]);
    expect([two.falseAlarm, two.power]).toEqual([one.falseAlarm, one.power]);
    expect(two.falseAlarm).toBeCloseTo(1e-8, 20);
  });

  test('an attempt that cannot be judged does not count', () => {
    const voided = { checks: [], void: 'pods came or went' };
    const { falseAlarm } = verdictOn([voided, { checks: [law(1e-4)], void: undefined }]);
    expect(falseAlarm).toBeCloseTo(1e-8, 20);
    expect(verdictOn([voided, voided])).toMatchObject({ outcome: 'inconclusive', falseAlarm: 0 });
  });

  test('power: the least among the laws, and both attempts have to catch it', () => {
    const { power } = verdictOn([{ checks: [law(1e-4, 0.99), law(0, 0.9), law(0)], void: undefined }]);
    expect(power).toBeCloseTo(0.81, 10);
  });

  test('exact laws have no false alarms, and what names no wrong setting claims no power', () => {
    expect(verdictOn([{ checks: [law(0)], void: undefined }])).toMatchObject({ falseAlarm: 0, power: undefined });
  });

  test('witnesses and what is only shown do not count', () => {
    const checks = [law(0, 1), check({ role: 'witness', alpha: 0.5 }), check({ role: 'shown', alpha: 0.5 })];
    expect(verdictOn([{ checks, void: undefined }]).falseAlarm).toBe(0);
  });
});

describe('a check', () => {
  const given = {
    id: 'a',
    claim: 'b',
    test: 'c',
    n: 1,
    expected: 'd',
    observed: 'e',
    counts: {},
    against: undefined,
  };

  test.each([
    [true, 'holds'],
    [false, 'fails'],
    [undefined, 'undecided'],
  ] as const)('whose law is met: %s, %s', (holds, result) => {
    expect(exactCheck({ ...given, holds })).toMatchObject({ result, kind: 'exact', alpha: 0, role: 'law' });
    expect(statisticalCheck({ ...given, holds, alpha: 1e-4, role: 'shown' })).toMatchObject({
      result,
      kind: 'statistical',
      alpha: 1e-4,
      role: 'shown',
    });
  });
});
