import { describe, expect, test } from 'vitest';
import { type Answer, phaseWith, served } from '../../../test/joined-phases.ts';
import { readRules, scenarioFolder } from '../../runner/scenario.ts';
import { createRandom } from '../../statistics/index.ts';
import { delayFault } from './delay-fault.ts';
import { users } from './users.ts';

interface MadeUp {
  delayMs: number;
  /** Of jason's requests, and of all others. */
  jason: number;
  others: number;
  /** What everything takes besides, whoever asks; of a busy machine more. */
  usualMs: number;
  different: Partial<Answer>;
  counterOff: number;
}

const rule: MadeUp = { delayMs: 7000, jason: 1, others: 0, usualMs: 3, different: {}, counterOff: 0 };

function phase(setting: Partial<MadeUp>, requests = 250) {
  const { delayMs, jason, others, usualMs, different, counterOff } = { ...rule, ...setting };
  const random = createRandom(1);
  const answers = Array.from({ length: requests }, (_, index) => {
    const isJason = users[index % users.length] === 'jason';
    const isDelayed = random() < (isJason ? jason : others);
    const usual = usualMs * (0.5 + random());
    return served(usual + (isDelayed ? delayMs : 0), { flags: isDelayed ? 'DI' : '', ...different });
  });
  const delays = answers.filter(({ flags }) => flags === 'DI').length + counterOff;
  return phaseWith(
    {
      name: 'users',
      variants: users.map(() => ({})),
      growth: { 'http.outbound_0.0.0.0_3001;.fault.delays_injected': delays },
    },
    answers,
  );
}

const idsOf = (setting: Partial<MadeUp>, result = 'fails', requests?: number) =>
  delayFault
    .judge([phase(setting, requests)])
    .filter((check) => check.result === result)
    .map(({ id }) => id);

describe('a delay for jason alone', () => {
  test('all laws hold under the rule', () => {
    const checks = delayFault.judge([phase({})]);
    expect(checks.filter(({ result }) => result !== 'holds')).toEqual([]);
    expect(checks.filter(({ role }) => role === 'law')).toHaveLength(6);
  });

  test('also on a machine that is busy with other things, whoever asks', () => {
    expect(idsOf({ usualMs: 400 })).toEqual([]);
  });

  test('a delay for everybody', () => {
    expect(idsOf({ others: 1 })).toEqual(['nobody-else']);
  });

  test.each([2000, 6950])('a delay of %d ms', (delayMs) => {
    expect(idsOf({ delayMs })).toEqual(['jason-waits']);
  });

  test.each([8000, 7300])('a delay of %d ms', (delayMs) => {
    expect(idsOf({ delayMs })).toEqual(['jason-no-longer']);
  });

  test('a delay for half of his requests', () => {
    expect(idsOf({ jason: 0.5 })).toEqual(['jason-delayed', 'jason-waits']);
  });

  test('no delay at all, as with a typo in the header', () => {
    expect(idsOf({ jason: 0 })).toEqual(['jason-delayed', 'jason-waits']);
  });

  test('a service that is slow by itself', () => {
    expect(idsOf({ different: { flags: '', serverMs: 7002 } })).toEqual(['jason-delayed', 'before-the-service']);
  });

  test('answers that fail', () => {
    expect(idsOf({ different: { status: 503 } })).toEqual(['all-served']);
  });

  test('a counter that tells of other delays is a witness that disagrees', () => {
    expect(idsOf({ counterOff: 1 })).toEqual(['delays-counted']);
  });

  test('a few requests decide nothing', () => {
    expect(idsOf({}, 'undecided', 20)).toEqual([
      'jason-delayed',
      'jason-waits',
      'jason-no-longer',
      'nobody-else',
      'all-served',
      'before-the-service',
    ]);
    // Of 200 requests forty are jason's: enough for his times, too few for a law that has no exception.
    expect(idsOf({}, 'undecided', 200)).toEqual(['jason-delayed']);
    expect(() => delayFault.judge([phase({}, 0)])).not.toThrow();
  });

  test('figures show the wait, and that nothing else is added', () => {
    const [bars, curve] = delayFault.figures([phase({})]);
    expect(bars).toMatchObject({
      kind: 'bars',
      bars: [{ value: expect.closeTo(7, 1) }, { value: expect.closeTo(0, 1) }],
    });
    expect(curve).toMatchObject({ kind: 'curve', series: [{ label: 'jason, less 7 s' }, { label: 'everybody else' }] });
  });
});

const failingUnder = (seconds: number, delayMs: number) =>
  delayFault
    .exercise!.under({ seconds })
    .judge([phase({ delayMs })])
    .flatMap(({ id, result }) => (result === 'holds' ? [] : id));

describe("a student's delay", () => {
  test.each([4, 6, 8, 9])('of %d s is judged by itself', (seconds) => {
    expect(failingUnder(seconds, 1000 * seconds)).toEqual([]);
    const { rule: own } = delayFault.exercise!.under({ seconds });
    expect([own.title, own.expectations[0]!.what]).toEqual([
      `${seconds} s for jason`,
      expect.stringContaining(`end-user: jason: ${seconds} s delay for 100 %; then every request: no fault`),
    ]);
  });

  test("is not the lab's own", () => {
    expect(failingUnder(6, 7000)).toEqual(['jason-no-longer']);
    expect(failingUnder(8, 7000)).toEqual(['jason-waits']);
  });
});

test('every setting fits the rule, and says what the proxies have then', async () => {
  const objects = await readRules(scenarioFolder(delayFault.scenario));
  for (const { change } of [delayFault.rule, ...delayFault.controls]) expect(() => change(objects)).not.toThrow();
  expect(delayFault.controls.map(({ expectations }) => expectations[0]!.what.split(' are ')[1])).toEqual([
    'every request: 7 s delay for 100 %',
    'end-user: jason: 2 s delay for 100 %; then every request: no fault',
    'end-user: jason: 7 s delay for 50 %; then every request: no fault',
  ]);
});
