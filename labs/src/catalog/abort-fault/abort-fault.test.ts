import { describe, expect, test } from 'vitest';
import { type Answer, phaseWith, served } from '../../../test/joined-phases.ts';
import type { Phase } from '../../bench/evidence.ts';
import { readRules, scenarioFolder } from '../../runner/scenario.ts';
import { alpha } from '../../judgement/check.ts';
import { binomialPower, binomialRegion, createRandom } from '../../statistics/index.ts';
import { abortFault } from './abort-fault.ts';
import { faultsIn } from './rules.ts';

const aborted: Answer = { status: 500, latencyMs: 1, flags: 'FI', sentOn: false, served: false };

function phase(name: string, isAborted: (index: number) => boolean, n: number, answer: Answer, counterOff = 0): Phase {
  const answers = Array.from({ length: n }, (_, index) => (isAborted(index) ? answer : served(2)));
  const aborts = answers.filter(({ flags }) => flags === 'FI').length + counterOff;
  return phaseWith({ name, growth: { 'http.outbound_0.0.0.0_3001;.fault.aborts_injected': aborts } }, answers);
}

interface MadeUp {
  all: number;
  share: number;
  /** In the second phase, in place of a share that is drawn. */
  every?: number;
  answer: Answer;
  counterOff: number;
}

const rule: MadeUp = { all: 1, share: 0.2, answer: aborted, counterOff: 0 };

function phases(setting: Partial<MadeUp>, seed = 1): Phase[] {
  const { all, share, every, answer, counterOff } = { ...rule, ...setting };
  const random = createRandom(seed);
  return [
    phase('all', () => random() < all, 100, answer),
    phase('share', (index) => (every === undefined ? random() < share : index % every === 0), 2000, answer, counterOff),
  ];
}

const idsOf = (setting: Partial<MadeUp>, result = 'fails') =>
  abortFault
    .judge(phases(setting))
    .filter((check) => check.result === result)
    .map(({ id }) => id);

describe('calls that are made to fail', () => {
  test('all laws hold under the rules', () => {
    const checks = abortFault.judge(phases({}));
    expect(checks.filter(({ result }) => result !== 'holds')).toEqual([]);
    expect(checks.filter(({ role }) => role === 'law')).toHaveLength(5);
    expect(checks.find(({ id }) => id === 'share')!.against!.power).toBeGreaterThan(0.9999999);
  });

  test('another share, in both phases', () => {
    expect(idsOf({ all: 0.3, share: 0.3 })).toEqual(['all-aborted', 'nothing-arrives', 'share']);
  });

  test('another status', () => {
    expect(idsOf({ answer: { ...aborted, status: 503 } })).toEqual(['all-aborted', 'either-or']);
  });

  test('a route that is not taken', () => {
    expect(idsOf({ all: 0, share: 0 })).toEqual(['all-aborted', 'nothing-arrives', 'share']);
    expect(idsOf({ all: 0, share: 0 }, 'undecided')).toEqual(['no-memory']);
  });

  test('a service that fails by itself', () => {
    const byItself: Answer = { ...aborted, flags: '', sentOn: true, served: true };
    expect(idsOf({ answer: byItself })).toEqual(['all-aborted', 'nothing-arrives', 'share', 'either-or']);
  });

  test('every fifth call in turn has the right share, and too much order', () => {
    expect(idsOf({ every: 5 })).toEqual(['no-memory']);
  });

  test('a counter that tells of other aborts is a witness that disagrees', () => {
    expect(idsOf({ counterOff: 1 })).toEqual(['share-aborts-counted']);
  });

  test('a few calls decide nothing', () => {
    const few = [phase('all', () => true, 5, aborted), phase('share', () => false, 5, aborted)];
    const undecided = abortFault.judge(few).filter(({ result }) => result === 'undecided');
    expect(undecided.map(({ id }) => id)).toEqual(['all-aborted', 'nothing-arrives', 'share', 'no-memory']);
    const none = [phase('all', () => true, 0, aborted), phase('share', () => true, 0, aborted)];
    expect(() => abortFault.judge(none)).not.toThrow();
  });

  test('figures show both shares, and that failures come without a pattern', () => {
    const [bars, order] = abortFault.figures(phases({}));
    expect(bars).toMatchObject({ kind: 'bars', bars: [{ value: 100 }, { value: expect.closeTo(20, -1) }] });
    expect(order).toMatchObject({ kind: 'order', rows: [{ picks: Array.from({ length: 48 }, () => 0) }, {}] });
  });
});

const edition = (percent: number) => abortFault.exercise!.under({ percent });

const failing = (percent: number, share: number) =>
  edition(percent)
    .judge(phases({ share }))
    .filter(({ result }) => result !== 'holds')
    .map(({ id }) => id);

describe("a student's share", () => {
  test.each([27, 30, 40])('of %d %% is judged by itself', (percent) => {
    expect(failing(percent, percent / 100)).toEqual([]);
    expect(edition(percent).rule.title).toBe(`500 for every call, then for ${percent} %`);
    expect(edition(percent).rule.expectations).toHaveLength(1);
  });

  test("is not the lab's own, which a share of 27 % is already far enough from", () => {
    expect(failing(27, 0.2)).toEqual(['share']);
    expect(binomialPower({ n: 2000, p: 0.2, region: binomialRegion({ n: 2000, p: 0.27, alpha }) })).toBeGreaterThan(
      0.999,
    );
  });

  test('is told in words, and has the power to tell other shares', () => {
    for (let percent = 27; percent <= 40; percent++) {
      const share = edition(percent)
        .judge(phases({ share: percent / 100 }))
        .find(({ id }) => id === 'share')!;
      expect(share.against!.setting).toBe(`${percent + 10} % instead of ${percent} %`);
      expect(share.against!.power).toBeGreaterThan(0.999);
    }
    const claim = (percent: number) => edition(percent).judge(phases({}))[3]!.claim;
    expect([claim(30), claim(31)]).toEqual(['three of ten calls are aborted', '31 of a hundred calls are aborted']);
    expect(abortFault.judge(phases({}))[3]!.claim).toBe('one of five calls is aborted');
  });
});

describe('rules', () => {
  const folder = scenarioFolder(abortFault.scenario);

  test('every setting fits both folders of rules', async () => {
    for (const objects of [await readRules(folder), await readRules(`${folder}/share`)])
      for (const { change } of [abortFault.rule, ...abortFault.controls]) expect(() => change(objects)).not.toThrow();
  });

  test('what the proxies must have is read from the second rule, as a setting has it', async () => {
    const objects = await readRules(`${folder}/share`);
    const faults = (name: string) =>
      faultsIn(abortFault.controls.find((control) => control.name === name)!.change(objects)).map(({ fault }) => fault);
    expect(faultsIn(objects)).toEqual([{ fault: '500 for 20 %' }]);
    expect(faults('other-share')).toEqual(['500 for 30 %']);
    expect(faults('other-status')).toEqual(['503 for 20 %']);
    expect(faults('route-not-taken')).toEqual(['500 for 100 %', 'no fault']);
    expect(faultsIn([])).toEqual([{ fault: 'no fault' }]);
  });
});
