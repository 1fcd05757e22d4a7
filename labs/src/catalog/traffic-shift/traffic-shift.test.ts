import { modelPath } from '@weather/contracts';
import { describe, expect, test } from 'vitest';
import { type Asked, podOf, routedPhase } from '../../../test/routed-phases.ts';
import type { Phase } from '../../bench/evidence.ts';
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

const judged = (one: Phase, other: Phase, result: string) =>
  trafficShift
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
