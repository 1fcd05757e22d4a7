import { describe, expect, test } from 'vitest';
import { accessLine } from '../../../test/access-lines.ts';
import type { MadeUpBreaker } from '../../../test/breaker-loop.ts';
import { measuredPhase, thesisPhase } from '../../../test/breaker-phases.ts';
import { idsOf, judged } from '../../../test/check-results.ts';
import type { Phase } from '../../bench/evidence.ts';
import { readRules, scenarioFolder } from '../../runner/scenario.ts';
import { circuitBreaker } from './circuit-breaker.ts';
import { actsOnTheLab } from './rules.ts';
import { mostAtOnce } from '../under-way.ts';
import { stepsOf } from './steps.ts';

const levels = [20, 1, 3, 2, 10, 5, 5, 1, 20, 2, 3, 10, 1, 2, 3, 5, 10, 20, 20, 10, 5, 3, 2, 1];
const rule: MadeUpBreaker = { connections: 1, waiting: 1 };
const none: MadeUpBreaker = { connections: 1024, waiting: 1024 };
const asInTheThesis = [
  { served: 12, refused: 8 },
  { served: 10, refused: 10 },
];
const nobodyRefused = [{ served: 20, refused: 0 }];

const judge = (thesis: Phase, measured: Phase) => judged(circuitBreaker, [thesis, measured]);

const failing = (measured: MadeUpBreaker, runs = asInTheThesis, thesis = measured) =>
  idsOf(judge(thesisPhase(runs, thesis), measuredPhase(levels, measured)), 'fails');

describe('laws and witnesses', () => {
  test('all hold of a circuit breaker as the rule has it', () => {
    const checks = judge(thesisPhase(asInTheThesis, rule), measuredPhase(levels, rule));
    expect(checks.filter(({ result }) => result !== 'holds')).toEqual([]);
    expect(checks.filter(({ role }) => role === 'law')).toHaveLength(12);
  });

  test('limits that nobody reaches, or none, are found out by whoever should be turned away and is not', () => {
    expect(failing(none, nobodyRefused)).toEqual(['thesis-breaks', 'trend', 'served-most', 'at-the-service']);
  });

  test('three connections are one too many for the bounds', () => {
    expect(failing({ connections: 3, waiting: 1 })).toContain('at-the-service');
  });

  test('a breaker that stays open half of the time is none', () => {
    expect(failing({ ...rule, staysOpen: true })).toEqual(['alone', 'served-least']);
  });

  test.each([100, 300, 600])('a machine that stands still for %d ms breaks nothing', (ms) => {
    for (const step of [0, 4, 5]) expect(failing({ ...rule, stall: { step, at: 200, ms } })).toEqual([]);
  });

  test('without a place to wait even one sender is turned away, or all are', () => {
    const measured = measuredPhase(levels, rule);
    const alone = measured.load.records.find(({ step }) => levels[step!] === 1)!;
    alone.status = 503;
    expect(idsOf(judge(thesisPhase(asInTheThesis, rule), measured), 'fails')).toContain('alone');
  });

  test('where one is served before the next one asks, nobody has to be turned away', () => {
    const thesis = thesisPhase(nobodyRefused, none);
    const [client] = thesis.proxies;
    for (const [index, line] of client!.log.entries())
      Object.assign(line, { time: new Date(1000 * index).toISOString(), durationMs: 5 });
    expect(idsOf(judge(thesis, measuredPhase(levels, rule)), 'undecided')).toContain('thesis-breaks');
  });

  test('a few refusals are too few for a law that has no exception', () => {
    const measured = measuredPhase(levels, rule);
    const { records } = measured.load;
    measured.load.records = records.filter(({ status }, index) => status !== 503 || index > records.length - 40);
    expect(idsOf(judge(thesisPhase(asInTheThesis, rule), measured), 'undecided')).toContain('marked');
  });

  test('a 503 that is not the circuit breaker’s own is no evidence for it', () => {
    expect(failing({ ...rule, refusal: { flags: 'UC' } })).toEqual(['thesis-flag']);
    expect(failing({ ...rule, refusal: { marks: {} } })).toEqual(['marked']);
    expect(failing({ ...rule, counterOff: 1 })).toEqual(['thesis-overflow', 'overflow']);
  });

  test('any other answer than 200 and 503 is a failure', () => {
    expect(failing({ ...rule, refusal: { status: 429 } })).toEqual(
      expect.arrayContaining(['thesis-all-answered', 'all-answered', 'trend']),
    );
  });

  test.each([20, 85, 130, 200])(
    'a message-queue that takes %d ms, which was not planned, leaves the bounds undecided',
    (handlerMs) => {
      const checks = judge(thesisPhase(asInTheThesis, rule), measuredPhase(levels, { ...rule, handlerMs }));
      expect(idsOf(checks, 'undecided')).toEqual(['served-most', 'served-least']);
      expect(checks.find(({ id }) => id === 'served-most')!.observed).toContain(
        `took ${handlerMs} ms to ${handlerMs} ms`,
      );
    },
  );

  test('where nobody was turned away nothing is said of how', () => {
    const checks = judge(thesisPhase(nobodyRefused, none), measuredPhase(levels, none));
    expect(idsOf(checks, 'undecided')).toEqual(['thesis-overflow', 'thesis-flag', 'overflow', 'marked']);
  });

  test('a request that a proxy does not know of is a disagreement', () => {
    const measured = measuredPhase(levels, rule);
    measured.proxies[1]!.log.pop();
    expect(idsOf(judge(thesisPhase(asInTheThesis, rule), measured), 'fails')).toEqual(['measured-witnesses']);
    const thesis = thesisPhase(asInTheThesis, rule);
    thesis.proxies[1]!.log.pop();
    expect(idsOf(judge(thesis, measuredPhase(levels, rule)), 'fails')).toEqual(['thesis-witnesses']);
  });

  test('without traffic nothing is said, and nothing breaks', () => {
    const checks = judge(thesisPhase([], rule), measuredPhase([1], { ...rule, handlerMs: 5000 }));
    expect(idsOf(checks, 'undecided')).toEqual(
      expect.arrayContaining(['thesis-breaks', 'alone', 'trend', 'served-most']),
    );
  });
});

const line = (at: number, durationMs: number) => accessLine({ time: new Date(at).toISOString(), durationMs });

describe('what was under way', () => {
  test('requests that follow one another do not overlap, those that do are counted', () => {
    expect(mostAtOnce([line(0, 100), line(100, 100), line(200, 0)])).toBe(1);
    expect(mostAtOnce([line(0, 100), line(50, 100), line(60, 10)])).toBe(3);
    expect(mostAtOnce([])).toBe(0);
  });

  test('records are told apart by step, in whatever order the steps come', () => {
    const outcomes = stepsOf(measuredPhase([3, 1], rule));
    expect(outcomes.map(({ concurrency }) => concurrency)).toEqual([3, 1]);
    expect(outcomes[1]).toMatchObject({ sent: 5, served: 5, refused: 0 });
    expect(outcomes[0]!.refused).toBeGreaterThan(0);
  });
});

describe('figures', () => {
  test('show the thesis’s runs beside its figure, and both curves over the senders', () => {
    const figures = circuitBreaker.figures([thesisPhase(asInTheThesis, rule), measuredPhase(levels, rule)]);
    expect(figures.map(({ kind }) => kind)).toEqual(['bars', 'curve', 'curve']);
    expect(figures[0]).toMatchObject({
      bars: [
        { value: 12, source: 12 },
        { value: 10, source: 12 },
      ],
    });
    const [share] = figures[1]?.kind === 'curve' ? figures[1].series : [];
    expect(share!.points.map(({ x }) => x)).toEqual([1, 2, 3, 5, 10, 20]);
    expect(share!.points[0]!.y).toBe(0);
    expect(share!.points.at(-1)!.y).toBeGreaterThan(80);
  });
});

describe('rules', () => {
  const folder = scenarioFolder(circuitBreaker.scenario);

  test('every setting fits both folders of rules', async () => {
    const folders = [await readRules(folder), await readRules(`${folder}/measured`)];
    for (const { change } of [circuitBreaker.rule, ...circuitBreaker.controls])
      for (const objects of folders) expect(() => change(objects)).not.toThrow();
  });

  test('what the proxies must have is read from the measured rule, as a setting has it', async () => {
    const objects = await readRules(`${folder}/measured`);
    const expected = (name: string) => {
      const { change } = circuitBreaker.controls.find((control) => control.name === name)!;
      return actsOnTheLab('measured', change(objects))[0]!.what;
    };
    expect(actsOnTheLab('measured', objects)[0]!.what).toContain('1 connections, 1 waiting');
    expect(expected('too-high')).toContain('1024 connections');
    expect(expected('wrong-host')).toContain('any number of connections');
    expect(expected('no-rule')).toContain('any number of connections');
  });
});
