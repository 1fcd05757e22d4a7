import { expect, test } from 'vitest';
import { type SummaryData, formatSummary, summarise } from '../lib/summary.ts';

const of = { profile: 'smoke', stories: ['ingest'] } as const;

const rate = (passes: number, fails: number, thresholds = {}) => ({
  type: 'rate',
  values: { rate: passes / (passes + fails || 1), passes, fails },
  thresholds,
});

function data(metrics: SummaryData['metrics']): SummaryData {
  return { state: { testRunDurationMs: 2049 }, metrics };
}

test('tells counts, latencies and each threshold with what was measured', () => {
  const latency = { count: 3, med: 4, 'p(95)': 12.34, 'p(99)': 20, max: 21 };
  const metric = 'http_req_duration{scenario:ingest_single,kind:quick}';
  const summary = summarise(
    data({
      http_reqs: { type: 'counter', values: { count: 9, rate: 4 } },
      events_acknowledged: { type: 'counter', values: { count: 7, rate: 3 } },
      events_found: { type: 'counter', values: { count: 7, rate: 3 } },
      'checks{scenario:ingest_single}': rate(7, 0, { 'rate>0.9': { ok: true } }),
      [metric]: { type: 'trend', values: latency, thresholds: { 'p(95)<10': { ok: false } } },
    }),
    { ...of, stories: [...of.stories] },
  );
  expect(summary).toMatchObject({
    seconds: 2,
    passed: false,
    unmeasured: [],
    counts: { requests: 9, acknowledged: 7, found: 7, duplicates: 0 },
    latencies: { [metric]: latency },
  });
  expect(summary.thresholds).toContainEqual({ metric, expression: 'p(95)<10', measured: 12.34, ok: false });
  const text = formatSummary(summary);
  expect(text).toContain(`FAILED ${metric}: p(95)<10 (12.34)`);
  expect(text).toContain('FAILED: 1 of 2 thresholds');
  expect(text).not.toContain('passed: every threshold held');
});

test('a scenario that did nothing is no success, though k6 lets its thresholds pass', () => {
  const summary = summarise(data({ 'checks{scenario:query}': rate(0, 0, { 'rate>0.9': { ok: true } }) }), {
    ...of,
    stories: [...of.stories],
  });
  expect(summary).toMatchObject({ passed: false, unmeasured: ['query'] });
  expect(formatSummary(summary)).toContain('query did nothing');
});
