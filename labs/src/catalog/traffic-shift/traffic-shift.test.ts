import { modelPath } from '@weather/contracts';
import { describe, expect, test } from 'vitest';
import { type Asked, podOf, routedPhase } from '../../../test/routed-phases.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { Lab } from '../lab.ts';
import { readRules, scenarioFolder } from '../../runner/scenario.ts';
import { createRandom } from '../../statistics/index.ts';
import { splitIsLive } from './rules.ts';
import { trafficShift } from './traffic-shift.ts';

const v1 = podOf('v1', 1);
const v2 = podOf('v2', 2);
const around = { pods: [v1, v2], what: `GET ${modelPath}` };

const drawn = (random: () => number, shareOfV2: number) => (random() < shareOfV2 ? v2 : v1);

function even(shareOfV2: number, requests = 2000): Phase {
  const random = createRandom(7);
  return routedPhase(
    'even',
    Array.from({ length: requests }, () => ({ pod: drawn(random, shareOfV2) })),
    around,
  );
}

interface MadeUpShift {
  /** v2's share once the weights have changed, unless no pod can be reached then. */
  share?: number | 'nobody';
  /** How many are made until the change, and then while requests are under way. */
  before?: number;
  meanwhile?: number;
  /** What v2 answers when the shift is over. */
  statusAfter?: number;
}

const made = (run: string, pod: Asked['pod'], index: number, line: Asked['line'] = {}): Asked => ({
  pod,
  line: { userAgent: `lab/run/${run}/${index}`, ...line },
});

function shift({ share = 1, before = 700, meanwhile = 1700, statusAfter }: MadeUpShift): Phase {
  const random = createRandom(8);
  const after = () => (share === 'nobody' ? undefined : drawn(random, share));
  const requests = [
    ...Array.from({ length: before }, (_, index) => made('shift', drawn(random, 0.5), index)),
    ...Array.from({ length: meanwhile }, (_, index) => made('shift', after(), before + index)),
    ...Array.from({ length: 600 }, (_, index) =>
      made('shifted', after(), index, statusAfter === undefined ? {} : { status: statusAfter }),
    ),
  ];
  return routedPhase('shift', requests, around);
}

const judged = (one: Phase, other: Phase, result: string, lab: Lab = trafficShift) =>
  lab
    .judge([one, other])
    .filter((check) => check.result === result)
    .map(({ id }) => id);

describe('laws and witnesses', () => {
  test('all hold of half and half, and then all', () => {
    const checks = trafficShift.judge([even(0.5), shift({})]);
    expect(checks.filter(({ result }) => result !== 'holds')).toEqual([]);
    expect(checks.filter(({ role }) => role === 'law')).toHaveLength(5);
  });

  test('each wrong setting is caught by the check that names it', () => {
    expect(judged(even(0.25), shift({}), 'fails')).toEqual(['even-share']);
    expect(judged(even(0.6), shift({}), 'fails')).toEqual(['even-share']);
    expect(judged(even(0.5), shift({ share: 0.9 }), 'fails')).toEqual(['none-at-v1']);
    expect(judged(even(0.5), shift({ share: 'nobody' }), 'fails')).toEqual([
      'none-fails',
      'none-at-v1',
      'none-fails-after',
    ]);
  });

  test('a v2 that fails all once the shift is over loses requests', () => {
    expect(judged(even(0.5), shift({ statusAfter: 503 }), 'fails')).toEqual(['none-fails-after']);
  });

  test('a change that was not made under load leaves open whether it loses requests', () => {
    expect(judged(even(0.5), shift({ meanwhile: 50 }), 'undecided')).toEqual(['none-fails']);
    expect(judged(even(0.5), shift({ before: 50 }), 'undecided')).toEqual(['none-fails']);
  });

  test('one failure is enough', () => {
    const phase = even(0.5);
    phase.load.statuses = { 200: 1999, 503: 1 };
    expect(judged(phase, shift({}), 'fails')).toEqual(['even-answered', 'even-witnesses']);
  });

  test('names its power', () => {
    const [share] = trafficShift.judge([even(0.5), shift({})]);
    expect(share!.against!.power).toBeGreaterThan(0.999);
  });
});

const { exercise } = trafficShift;
const { from, to } = exercise!.parameters.share!;
const shares = Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** What an edition says and does. */
const told = ({ question, rule, judge, figures }: Lab) => [
  question,
  rule.title,
  rule.expectations.map(({ what }) => what),
  judge([even(0.5), shift({})]),
  figures([even(0.5), shift({})]),
];

describe("a student's share", () => {
  test.each([from, 33, to])('%d of a hundred are reproduced, and half of them are not', (share) => {
    const lab = exercise!.under({ share });
    expect(judged(even(share / 100), shift({}), 'fails', lab)).toEqual([]);
    expect(judged(even(share / 100), shift({}), 'undecided', lab)).toEqual([]);
    expect(judged(even(0.5), shift({}), 'fails', lab)).toEqual(['even-share']);
  });

  test.each(shares)('at %d of a hundred each law keeps its power', (share) => {
    for (const { against } of exercise!.under({ share }).judge([even(share / 100), shift({})]))
      expect(against?.power ?? 1).toBeGreaterThan(0.99);
  });

  test('is what the proxies must have, and what is said', async () => {
    const lab = exercise!.under({ share: 30 });
    expect(lab.rule.title).toBe('70 / 30, then 0 / 100');
    expect(lab.rule.expectations[0]!.what).toMatch(/v1\|\S+ \(70\) and .*v2\|\S+ \(30\)/);
    expect(lab.question).toMatch(/^Do 30 % of the requests go to v2, and can all/);
    const [share, answered] = lab.judge([even(0.3), shift({})]);
    expect(share).toMatchObject({
      claim: '30 % of the requests are answered by v2',
      against: { setting: '60/40 or 80/20 instead of 70/30' },
    });
    expect(answered!.against!.setting).toBe('a subset without pods, which fails 30 %');
    expect(lab.figures([even(0.3), shift({})])[0]).toMatchObject({
      title: '30 % at v2, the others at v1',
      bars: [
        { low: 1319, high: 1479 },
        { low: 521, high: 681 },
      ],
    });
  });

  test('the usual number gives the lab as it is', () => {
    const lab = exercise!.under({ share: 50 });
    expect(told(lab)).toEqual(told(trafficShift));
    expect(trafficShift.judge([even(0.5), shift({})])[0]).toMatchObject({
      claim: 'half of the requests are answered by v2',
      against: { setting: '40/60 or 60/40 instead of 50/50' },
    });
  });
});

test('figures show the share over time', () => {
  const [bars, curve] = trafficShift.figures([even(0.5), shift({})]);
  expect(bars).toMatchObject({ kind: 'bars', bars: [{ low: 913, high: 1087 }, { low: 913 }] });
  const points = curve?.kind === 'curve' ? curve.series[0]!.points : [];
  expect(points.at(-1)).toMatchObject({ x: 2, y: 100 });
  expect(points[0]!.y).toBeGreaterThan(40);
  expect(points[0]!.y).toBeLessThan(60);
});

describe('rules', () => {
  const folder = scenarioFolder(trafficShift.scenario);
  const after = async (name: string) => {
    const { change } = [trafficShift.rule, ...trafficShift.controls].find((setting) => setting.name === name)!;
    return {
      even: splitIsLive(change(await readRules(folder)))[0]!.what,
      shifted: splitIsLive(change(await readRules(`${folder}/all-to-v2`)))[0]!.what,
    };
  };

  test('what the proxies must have is read from both rules, as a setting has them', async () => {
    const rule = await after('rule');
    expect(rule.even).toMatch(/v1\|.* \(50\) and .*v2\|.* \(50\)/);
    expect(rule.shifted).toMatch(/go to outbound\|3001\|v2\|\S+ \(100\)$/);
    expect(await after('uneven')).toEqual({
      even: expect.stringMatching(/\(75\) and .*\(25\)/),
      shifted: rule.shifted,
    });
    expect(await after('unfinished')).toEqual({
      even: rule.even,
      shifted: expect.stringMatching(/\(10\) and .*\(90\)/),
    });
    expect(await after('no-such-subset')).toEqual({ even: rule.even, shifted: expect.stringContaining('|v3|') });
  });
});
