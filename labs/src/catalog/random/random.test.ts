import { modelPath } from '@weather/contracts';
import { describe, expect, test } from 'vitest';
import { decidingIds, idsOf, judged } from '../../../test/check-results.ts';
import { type MadeUpPick, pickedPhase, picks } from '../../../test/picked-phases.ts';
import { createRandom, drawPicks } from '../../statistics/random.ts';
import { verdictOn } from '../../judgement/verdict.ts';
import { clusterOf } from '../names.ts';
import { requests } from '../draws.ts';
import { random } from './random.ts';

const service = 'machine-learning-v1';

const phase = (made: readonly MadeUpPick[], pods = 3) =>
  pickedPhase(
    {
      name: 'direct',
      workloads: [service],
      asked: { method: 'GET', path: modelPath },
      upstreamCluster: clusterOf(service),
    },
    pods,
    made,
  );

const drawn = (shares = [1 / 3, 1 / 3, 1 / 3], n = requests) => drawPicks(createRandom(7), n, shares);
const inCircles = Array.from({ length: requests }, (_, index) => index % 3);

const failing = (made: readonly MadeUpPick[]) => idsOf(judged(random, [phase(made)]), 'fails');

describe('random', () => {
  test('everything holds of draws', () => {
    const checks = judged(random, [phase(picks(drawn()))]);
    expect(checks.filter(({ result }) => result !== 'holds')).toEqual([]);
    expect(decidingIds(checks)).toHaveLength(5);
  });

  test('round robin has even shares, and a memory', () => {
    expect(failing(picks(inCircles))).toEqual(['independence']);
  });

  test('a pod that gets more than its share is found out, and one that gets all as well', () => {
    expect(failing(picks(drawn([0.4, 0.3, 0.3])))).toEqual(['even-shares']);
    expect(failing(picks(inCircles.map(() => 0)))).toEqual(['even-shares']);
  });

  test('requests that fail are a failure, however evenly the others are spread', () => {
    const made = drawn().map((pod, index): MadeUpPick => ({ pod: index % 3 === 0 ? undefined : pod }));
    const checks = judged(random, [phase(made)]);
    expect(idsOf(checks, 'fails')).toEqual(['all-answered']);
    const attempt = { checks, void: undefined };
    expect(verdictOn([attempt, attempt]).outcome).toBe('not reproduced');
    expect(failing(drawn().map((pod, index) => ({ pod, status: index === 5 ? 500 : 200 })))).toEqual(['all-answered']);
  });

  test('across a request that nobody answered no pod follows another', () => {
    const made = drawn().map((pod, index): MadeUpPick => ({ pod: index % 10 === 0 ? undefined : pod }));
    const independence = judged(random, [phase(made)]).find(({ id }) => id === 'independence')!;
    expect(independence.n).toBe((requests / 10) * 8);
    expect(Object.values(independence.counts).reduce((sum, count) => sum + count, 0)).toBe(independence.n);
  });

  test('the power is that of the answers that there were', () => {
    const [, few] = judged(random, [phase(picks(drawn(undefined, 1600)))]);
    const [, all] = judged(random, [phase(picks(drawn()))]);
    expect(idsOf(judged(random, [phase(picks(drawn(undefined, 1600)))]), 'undecided')).toEqual(['all-answered']);
    expect(few).toMatchObject({ id: 'even-shares', n: 1600, result: 'holds' });
    expect(few!.against!.power).toBeLessThan(0.93);
    expect(all!.against!.power).toBeGreaterThan(0.999);
  });

  test('too few answers, or none, or another number of pods say nothing', () => {
    const none = { pod: undefined };
    expect(idsOf(judged(random, [phase(Array.from({ length: 40 }, () => none))]), 'undecided')).toEqual([
      'even-shares',
      'independence',
    ]);
    expect(idsOf(judged(random, [phase([])]), 'undecided')).toEqual([
      'all-answered',
      'even-shares',
      'independence',
      'direct-tries',
    ]);
    expect(idsOf(judged(random, [phase(picks(drawn([0.5, 0.5])), 2)]), 'undecided')).toContain('even-shares');
  });

  test('a request that was tried again makes the attempt worthless, as does a log that knows of one less', () => {
    const made = picks(drawn());
    made[17] = { ...made[17]!, attempts: 2 };
    expect(failing(made)).toEqual(['direct-tries']);
    const short = phase(picks(drawn()));
    short.proxies[1]!.log.pop();
    expect(idsOf(judged(random, [short]), 'fails')).toEqual(['direct-witnesses']);
  });

  test('draws the thesis’s order beside ours', () => {
    const [order, bars] = random.figures([phase(picks([1, 1, 0, undefined, 2]))]);
    expect(order).toMatchObject({ rows: [{ label: 'the thesis' }, { label: 'one client', picks: [1, 1, 0] }] });
    expect(bars).toMatchObject({ bars: [{ value: 1 }, { value: 2 }, { value: 1 }] });
  });
});
