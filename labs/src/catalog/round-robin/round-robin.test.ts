import { eventsPath, modelPath } from '@weather/contracts';
import { describe, expect, test } from 'vitest';
import { decidingIds, idsOf, judged } from '../../../test/check-results.ts';
import { type MadeUpPick, pickedPhase, picks } from '../../../test/picked-phases.ts';
import { createRandom, drawPicks } from '../../statistics/random.ts';
import { clusterOf } from '../names.ts';
import { observations, requests } from './checks.ts';
import { roundRobin } from './round-robin.ts';

const service = 'machine-learning-v1';
const workers = 2;

const phases = (one: readonly MadeUpPick[], several: readonly MadeUpPick[], pods = 3) => {
  const common = { workloads: [service], upstreamCluster: clusterOf(service) };
  return [
    pickedPhase({ ...common, name: 'direct', asked: { method: 'GET', path: modelPath } }, pods, one),
    pickedPhase(
      { ...common, name: 'pushed', from: 'message-queue', workers, asked: { method: 'POST', path: eventsPath } },
      pods,
      several,
    ),
  ];
};

const circle = (n: number, start: number) => Array.from({ length: n }, (_, index) => (start + index) % 3);

/** Two circles, of which one or the other goes on. */
function twoCircles(n: number): number[] {
  const random = createRandom(3);
  const places = [0, 2];
  return Array.from({ length: n }, () => places[random() < 0.5 ? 0 : 1]!++ % 3);
}

const direct = picks(circle(requests, 1));
const pushed = picks(twoCircles(observations));
const drawn = (n: number) => picks(drawPicks(createRandom(5), n, [1 / 3, 1 / 3, 1 / 3]));

const failing = (...given: Parameters<typeof phases>) => idsOf(judged(roundRobin, phases(...given)), 'fails');

describe('round robin', () => {
  test('everything holds of circles', () => {
    const checks = judged(roundRobin, phases(direct, pushed));
    expect(checks.filter(({ result }) => result !== 'holds')).toEqual([]);
    expect(decidingIds(checks)).toEqual([
      'direct-order',
      'pushed-order',
      'direct-witnesses',
      'direct-tries',
      'pushed-witnesses',
      'pushed-tries',
    ]);
  });

  test('draws are no circle', () => {
    expect(failing(drawn(requests), pushed)).toEqual(expect.arrayContaining(['direct-order']));
    expect(failing(direct, drawn(observations))).toEqual(expect.arrayContaining(['pushed-order']));
  });

  test('one client with two circles is one too many', () => {
    expect(failing(picks(twoCircles(requests)), pushed)).toEqual(['direct-order']);
  });

  test('a request that nobody answered breaks the circle', () => {
    const broken = [...direct.slice(0, 100), { pod: undefined }, ...direct.slice(100)];
    expect(failing(broken, pushed)).toContain('direct-order');
  });

  test('a request that was tried again makes the attempt worthless', () => {
    expect(failing([{ ...direct[0]!, attempts: 2 }, ...direct.slice(1)], pushed)).toEqual(['direct-tries']);
    expect(failing(direct, [{ ...pushed[0]!, attempts: 3 }, ...pushed.slice(1)])).toEqual(['pushed-tries']);
  });

  test('logs that do not know of a request disagree', () => {
    const given = phases(direct, pushed);
    given[0]!.proxies[1]!.log.pop();
    given[1]!.proxies[1]!.log.pop();
    expect(idsOf(judged(roundRobin, given), 'fails')).toEqual(['direct-witnesses', 'pushed-witnesses']);
  });

  test('few requests, or another number of pods, say nothing', () => {
    const orders = ['direct-order', 'pushed-order'];
    expect(idsOf(judged(roundRobin, phases(direct.slice(0, 20), [])), 'undecided')).toEqual(
      expect.arrayContaining(orders),
    );
    const two = picks(direct.map((_, index) => index % 2));
    expect(idsOf(judged(roundRobin, phases(two, two, 2)), 'undecided')).toEqual(orders);
  });

  test('even counts are shown, and judged by nobody: RANDOM may have them', () => {
    const checks = judged(roundRobin, phases(direct, pushed));
    expect(checks.filter(({ role }) => role === 'shown').map(({ id }) => id)).toEqual([
      'direct-evenness',
      'pushed-evenness',
    ]);
    expect(failing(picks(direct.map(() => 0)), pushed)).toEqual(['direct-order', 'direct-evenness']);
  });

  test('draws three rows: the thesis, the client and message-queue', () => {
    const [order] = roundRobin.figures(phases(direct, pushed));
    expect(order).toMatchObject({
      rows: [{ label: 'the thesis' }, { label: 'one client' }, { label: 'message-queue' }],
    });
  });
});
