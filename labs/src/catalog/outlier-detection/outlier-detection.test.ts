import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ejectingPhase, type MadeUpEjection } from '../../../test/ejecting-phases.ts';
import { phaseSchema } from '../../report/evidence-schema.ts';
import { clusterOf } from '../names.ts';
import { readRules, scenarioFolder } from '../../runner/scenario.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { Lab } from '../lab.ts';
import { absencesIn, spellsIn } from './absences.ts';
import { outlierDetection } from './outlier-detection.ts';
import { acts, bad, rule, service } from './rules.ts';

/** As the phase is after it was written to a file and read again. */
const judge = (madeUp: MadeUpEjection, lab: Pick<Lab, 'judge'> = outlierDetection) =>
  lab.judge([phaseSchema.parse(JSON.parse(JSON.stringify(z.encode(phaseSchema, ejectingPhase(madeUp)))))]);

const idsIn = (madeUp: MadeUpEjection, result: string) =>
  judge(madeUp)
    .filter((check) => check.result === result)
    .map(({ id }) => id);

const failing = (madeUp: MadeUpEjection) => idsIn(madeUp, 'fails');

describe('laws and witnesses', () => {
  test('all hold of a proxy that throws out as the rule has it', () => {
    expect(judge({}).filter(({ result }) => result !== 'holds')).toEqual([]);
    expect(
      judge({})
        .filter(({ role }) => role === 'law')
        .map(({ id }) => id),
    ).toEqual(['before', 'out', 'errors', 'others', 'flag']);
  });

  test('and when requests were on their way to the pod at that moment, as many as there are senders', () => {
    expect(failing({ awaited: 4 })).toEqual([]);
    expect(failing({ awaited: 8 })).toContain('before');
    expect(failing({ merged: 20 })).toContain('before');
    expect(failing({ merged: 0 })).toEqual([]);
  });

  test('no rule, or one that throws out nobody', () => {
    expect(failing({ errors: Infinity })).toEqual(['before', 'out', 'errors', 'flag']);
  });

  test('more errors than the rule allows', () => {
    expect(failing({ errors: 10 })).toContain('before');
  });

  test('fewer errors than the rule asks for', () => {
    expect(failing({ errors: 1 })).toContain('before');
  });

  test('out for too short, too long, or always as long', () => {
    expect(failing({ base: 1.6 })).toContain('out');
    expect(failing({ base: 5 })).toContain('out');
    expect(failing({ grows: false })).toEqual(['out']);
  });

  test('out for longer than the load lasts is never back', () => {
    expect(failing({ base: 30 })).toEqual(['out']);
  });

  test('good pods that fail, or are thrown out', () => {
    expect(failing({ allFail: true })).toContain('others');
    expect(failing({ flags: 'good' })).toEqual(['flag']);
    expect(failing({ flags: 'both' })).toEqual(['flag']);
  });

  test('a counter that tells another number is a witness that disagrees, unless the end of the load hides one', () => {
    expect(failing({ counterOff: 1 })).toEqual(['ejections']);
    expect(failing({ counterOff: -1 })).toEqual(['ejections']);
    expect(failing({ merged: 15 })).toEqual([]);
  });

  test('without traffic nothing is said, and nothing breaks', () => {
    expect(idsIn({ requests: 1 }, 'undecided')).toEqual(['before', 'out', 'errors', 'others', 'flag', 'ejections']);
  });
});

/** What was to be sent in the second after `at` (s) is sent at its end, and the pod is asked again only then. */
function heldBack(at: number): Phase {
  const phase = ejectingPhase({});
  const [client] = phase.proxies;
  for (const line of client!.log) {
    const second = (Date.parse(line.time) - phase.load.startedAt) / 1000 - at;
    if (second >= 0 && second < 1) line.time = new Date(phase.load.startedAt + (at + 1) * 1000).toISOString();
  }
  return phase;
}

describe('a machine that stands still', () => {
  test('breaks no bound on time, since nothing is said', () => {
    const checks = outlierDetection.judge([heldBack(4)]);
    expect(checks.find(({ id }) => id === 'out')).toMatchObject({ result: 'undecided' });
    expect(checks.filter(({ result }) => result === 'fails')).toEqual([]);
  });

  test('a request that took as long tells of it as well', () => {
    const phase = ejectingPhase({ base: 5 });
    phase.proxies[0]!.log[100]!.durationMs = 400;
    expect(outlierDetection.judge([phase]).find(({ id }) => id === 'out')!.result).toBe('undecided');
  });
});

const edition = (errors: number) => outlierDetection.exercise!.under({ errors });

const failingUnder = (errors: number, madeUp: MadeUpEjection) =>
  judge(madeUp, edition(errors)).flatMap(({ id, result }) => (result === 'holds' ? [] : id));

describe("a student's number of errors", () => {
  test.each([5, 6, 7, 8])('%d is judged by itself, also when answers are awaited', (errors) => {
    for (const awaited of [0, 4]) expect(failingUnder(errors, { errors, awaited })).toEqual([]);
    expect(edition(errors).rule.expectations.at(-1)!.what).toContain(`whoever fails ${errors} times in a row`);
  });

  test("the lab's own is another one: of 8 whatever is awaited, of 5 unless two answers are", () => {
    for (const awaited of [0, 4]) expect(failingUnder(8, { awaited })).toContain('before');
    expect(failingUnder(5, {})).toContain('before');
    expect(failingUnder(5, { awaited: 2 })).not.toContain('before');
  });

  test('it is told in words', () => {
    const [before, out] = judge({ errors: 5 }, edition(5));
    expect(before!.claim).toContain('the fifth error in a row is the last');
    expect(out!.claim).toContain('from its fifth error on');
    expect(edition(5).figures([ejectingPhase({ errors: 5 })])[0]!.says).toContain('After five errors');
  });
});

test('absences are told from the error that was one too many to the next request', () => {
  const spells = spellsIn(ejectingPhase({}), rule.errors);
  expect(spells.map(({ errors, isOver }) => ({ errors, isOver }))).toEqual([
    { errors: 3, isOver: true },
    { errors: 13, isOver: true },
    { errors: 13, isOver: true },
  ]);
  const [first, second] = absencesIn(spells);
  expect(first).toBeGreaterThan(3);
  expect(first).toBeLessThan(4.2);
  expect(second).toBeGreaterThan(6);
  expect(second).toBeLessThan(7.2);
});

test('every setting fits the folder, which is what the laws take for granted', async () => {
  const objects = await readRules(scenarioFolder(outlierDetection.scenario));
  const settings = [outlierDetection.rule, ...outlierDetection.controls];
  for (const { change } of settings) expect(() => change(objects)).not.toThrow();
  const spec = objects.find(({ kind }) => kind === 'DestinationRule')!.spec as { trafficPolicy: object };
  expect(spec.trafficPolicy).toMatchObject({
    outlierDetection: {
      consecutive5xxErrors: rule.errors,
      interval: `${rule.interval}s`,
      baseEjectionTime: `${rule.base}s`,
      maxEjectionPercent: rule.mostPercent,
    },
  });
  expect(objects.map(({ metadata }) => metadata.name)).toEqual(expect.arrayContaining([service, bad]));
});

describe('what the proxy must have', () => {
  const cluster = (raw: object, lbPolicy = 'ROUND_ROBIN') => ({
    clusters: [{ ...made, lbPolicy, raw }],
    listeners: [],
    virtualHosts: [],
  });
  const made = {
    name: clusterOf(service),
    endpoints: [],
    lbPolicy: '',
    circuitBreakers: {},
    maxRequestsPerConnection: undefined,
    raw: {},
  };
  const whole = { consecutive_5xx: 3, enforcing_consecutive_5xx: 100, max_ejection_percent: 50 };
  const instead = (expected: ReturnType<typeof acts>, raw: object) => expected.at(-1)!.missing(cluster(raw), () => []);

  test('is told from what it has instead', () => {
    expect(instead(acts(rule), { outlier_detection: whole })).toBeUndefined();
    expect(instead(acts(undefined), {})).toBeUndefined();
    expect(instead(acts(rule), {})).toBe('it throws out nobody');
    expect(instead(acts(rule), { outlier_detection: { ...whole, consecutive_5xx: 5 } })).toContain('5 times in a row');
    expect(instead(acts(rule), { outlier_detection: { ...whole, enforcing_consecutive_5xx: 0 } })).toContain(
      'nobody for what it answers',
    );
    expect(instead(acts(rule), { outlier_detection: { consecutive_5xx: 3 } })).toContain('at most 10 %');
  });
});

test('draws who answered, with marks, and how long the bad pod was out', () => {
  const [timeline, bars] = outlierDetection.figures([ejectingPhase({})]);
  expect(timeline).toMatchObject({
    kind: 'timeline',
    series: [{ label: 'the bad pod' }, { label: 'the two others' }],
    marks: [{ label: 'out' }, { label: 'back' }, { label: 'out' }, { label: 'back' }, { label: 'out' }],
  });
  expect(bars).toMatchObject({ kind: 'bars', bars: [{ label: 'time 1' }, { label: 'time 2' }] });
});
