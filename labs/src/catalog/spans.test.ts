import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { beginVirtualTime, endVirtualTime } from '../../test/virtual-time.ts';
import { spansOf } from '../../test/made-up-spans.ts';
import type { Bench } from '../bench/bench.ts';
import type { LoadPlan, LoadRun, RequestPlan } from '../load/plan.ts';
import { call, shapeOf, sizeOf, treesOf } from './calls.ts';
import { spansIn, spansSince, spansSoFar } from './spans.ts';

vi.mock('node:timers/promises', () => import('../../test/virtual-time.ts'));
beforeEach(beginVirtualTime);
afterEach(endVirtualTime);

const told = (spanId: string, upstream: string) => ({
  service: 'simulation.weather',
  traceId: 't',
  spanId,
  parentId: '',
  name: 'a name',
  attributes: { upstream_cluster: upstream, 'guid:x-request-id': 'r' },
});

/** A bench whose client gets one answer after the other from the collector, and the last one again and again. */
function benchWith(...answers: unknown[]) {
  const urls: string[] = [];
  const run = async (plan: LoadPlan): Promise<LoadRun> => {
    const body = answers[Math.min(urls.length, answers.length - 1)];
    urls.push((plan as RequestPlan).url);
    const record = { index: 0, sentAt: 0, latencyMs: 1, status: 200, servedBy: '', version: '', marks: {}, error: '' };
    return { plan, startedAt: 0, endedAt: 1, records: [{ ...record, body }], statuses: { 200: 1 }, tool: 'made up' };
  };
  const bench = { client: { run }, run: 'abc', signal: new AbortController().signal } as unknown as Bench;
  return { bench, urls };
}

describe('spans of the collector', () => {
  test('are read from a number on, until no more come and none can be on its way', async () => {
    const one = told('1', 'outbound|3001||message-queue.weather.svc.cluster.local');
    const both = [one, told('2', 'inbound|3001||')];
    const { bench, urls } = benchWith({ next: 8, spans: [one] }, { next: 8, spans: [one] }, { next: 9, spans: both });
    const madeUntil = Date.now();
    const spans = await spansSince(bench, 7, madeUntil);
    expect(spans).toEqual([
      { traceId: 't', spanId: '1', parentId: '', by: 'simulation', asks: 'message-queue', requestId: 'r' },
      { traceId: 't', spanId: '2', parentId: '', by: 'simulation', asks: undefined, requestId: 'r' },
    ]);
    expect(urls[0]).toMatch(/\/spans\?from=7$/);
    expect(Date.now() - madeUntil).toBeGreaterThan(7000);
    expect(Date.now() - madeUntil).toBeLessThan(12_000);
  });

  test('are not waited for without end', async () => {
    const answers = Array.from({ length: 100 }, (_, index) => ({
      next: index,
      spans: Array.from({ length: index }, () => told(`${index}`, '')),
    }));
    const spans = await spansSince(benchWith(...answers).bench, 0, Date.now());
    expect(spans.length).toBeGreaterThan(30);
    expect(spans.length).toBeLessThan(60);
  });

  test('have a number, from which on later ones are read', async () => {
    expect(await spansSoFar(benchWith({ next: 42, spans: [] }).bench)).toBe(42);
  });

  test('that cannot be had are said to be so', async () => {
    await expect(spansSoFar(benchWith('<html>').bench)).rejects.toThrow(
      'the collector of spans gives none: status 200',
    );
  });

  test('in a report are those that were put there', () => {
    const spans = spansOf(call('a', 'b', 'b'), 't');
    expect(spansIn(JSON.parse(JSON.stringify({ spans })) as Record<string, unknown>)).toEqual(spans);
    expect(() => spansIn({})).toThrow('spans');
  });
});

describe('trees of spans', () => {
  const one = call('a', 'b', 'b', [call('b', 'c', 'c'), call('b', 'd', 'd')]);
  const spans = spansOf(one, 't');

  test('have one shape, whatever the order in which spans came', () => {
    const shape = shapeOf(one);
    expect(treesOf(spans.toReversed()).map(shapeOf)).toEqual([shape]);
    expect(shape).toBe('a→b(b(b→c(c()),b→d(d())))');
    expect(sizeOf(one)).toBe(6);
  });

  test('are as many as there are pieces', () => {
    const torn = spans.filter(({ asks }) => asks !== 'c');
    expect(treesOf(torn).map(shapeOf)).toEqual(['a→b(b(b→d(d())))', 'c()']);
  });
});
