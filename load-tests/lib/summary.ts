import type { LoadConfig } from './config.ts';

/** What of k6's summary data is used here. */
export interface SummaryData {
  metrics: Record<
    string,
    { type: string; values: Record<string, number>; thresholds?: Record<string, { ok: boolean }> }
  >;
  state: { testRunDurationMs: number };
}

export interface Threshold {
  metric: string;
  expression: string;
  /** null when there was nothing to measure: k6 then lets the threshold pass. */
  measured: number | null;
  ok: boolean;
}

/** The outcome of a run: what `--json` prints. */
export interface LoadSummary {
  profile: string;
  stories: string[];
  seconds: number;
  /** Every threshold held, and every scenario came to something. */
  passed: boolean;
  /** Scenarios of which nothing was measured. */
  unmeasured: string[];
  /** Requests made and iterations begun, events acknowledged and found in the log afterwards, and so on. */
  counts: {
    requests: number;
    iterations: number;
    dropped: number;
    acknowledged: number;
    duplicates: number;
    found: number;
    forecastsArrived: number;
    forecastsMissing: number;
    checksPassed: number;
    checksFailed: number;
  };
  /** By name of a k6 metric (with its tags): med, p(95), p(99) and max in ms. */
  latencies: Record<string, Record<string, number>>;
  thresholds: Threshold[];
}

export function summarise(data: SummaryData, config: Pick<LoadConfig, 'profile' | 'stories'>): LoadSummary {
  const value = (metric: string, field: string) => data.metrics[metric]?.values[field] ?? 0;
  const thresholds = thresholdsOf(data);
  const unmeasured = Object.entries(data.metrics)
    .filter(([name, metric]) => name.startsWith('checks{scenario:') && !hasSamples(metric))
    .map(([name]) => name.slice('checks{scenario:'.length, -1));
  const trends = Object.entries(data.metrics).filter(
    ([name, metric]) => /^(forecast_wait$|http_req_duration\{scenario:)/.test(name) && hasSamples(metric),
  );
  return {
    profile: config.profile,
    stories: config.stories,
    seconds: Math.round(data.state.testRunDurationMs / 100) / 10,
    passed: thresholds.every(({ ok }) => ok) && unmeasured.length === 0,
    unmeasured,
    counts: {
      requests: value('http_reqs', 'count'),
      iterations: value('iterations', 'count'),
      dropped: value('dropped_iterations', 'count'),
      acknowledged: value('events_acknowledged', 'count'),
      duplicates: value('events_duplicate', 'count'),
      found: value('events_found', 'count'),
      forecastsArrived: value('forecasts_arrived', 'passes'),
      forecastsMissing: value('forecasts_arrived', 'fails'),
      checksPassed: value('checks', 'passes'),
      checksFailed: value('checks', 'fails'),
    },
    latencies: Object.fromEntries(
      trends.map(([name, { values }]) => [name, values] as const).toSorted(([a], [b]) => a.localeCompare(b)),
    ),
    thresholds,
  };
}

type Metric = SummaryData['metrics'][string];

/** A counter that stayed at 0 is a measurement; of the others there must be a sample. */
function hasSamples({ type, values }: Metric): boolean {
  if (type === 'rate') return (values.passes ?? 0) + (values.fails ?? 0) > 0;
  return type !== 'trend' || (values.count ?? 0) > 0;
}

/** k6 lists them in an order that changes from run to run. */
function thresholdsOf({ metrics }: SummaryData): Threshold[] {
  return Object.entries(metrics)
    .flatMap(([name, metric]) =>
      Object.entries(metric.thresholds ?? {}).map(([expression, { ok }]) => {
        const field = /^(p\([0-9.]+\)|[a-z]+)/.exec(expression)?.[1] ?? '';
        return { metric: name, expression, measured: hasSamples(metric) ? (metric.values[field] ?? null) : null, ok };
      }),
    )
    .toSorted((a, b) => `${a.metric} ${a.expression}`.localeCompare(`${b.metric} ${b.expression}`));
}

const milliseconds = (value: number | undefined) =>
  `${(value ?? 0).toFixed(value !== undefined && value < 10 ? 1 : 0)} ms`;

/** For people: counts, latencies by scenario, every threshold with what was measured. Ends with a line break. */
export function formatSummary(summary: LoadSummary): string {
  const { profile, stories, seconds, passed, unmeasured, counts, latencies, thresholds } = summary;
  const broken = thresholds.filter(({ ok }) => !ok);
  return [
    '',
    `${profile} (${stories.join(', ')}): ${counts.requests} requests, ${counts.iterations} iterations in ${seconds} s`,
    `  events     ${counts.acknowledged} acknowledged, ${counts.found} of them in the log, ${counts.duplicates} duplicates`,
    `  forecasts  ${counts.forecastsArrived} of ${counts.forecastsArrived + counts.forecastsMissing} readings got one from each model`,
    `  checks     ${counts.checksPassed} passed, ${counts.checksFailed} failed; ${counts.dropped} arrivals dropped`,
    '',
    ...Object.entries(latencies).map(([name, values]) => latencyLine(name, values)),
    '',
    ...thresholds.map(thresholdLine),
    '',
    ...unmeasured.map((name) => `FAILED: ${name} did nothing; is the time too short for its rate?`),
    ...(broken.length > 0 ? [`FAILED: ${broken.length} of ${thresholds.length} thresholds`] : []),
    ...(passed ? ['passed: every threshold held'] : []),
    '',
  ].join('\n');
}

function latencyLine(name: string, values: Record<string, number>): string {
  const [, scenario = name] = /scenario:([a-z_]+)/.exec(name) ?? [];
  const figures = ['med', 'p(95)', 'p(99)', 'max'].map((field) => `${field} ${milliseconds(values[field])}`);
  return `  ${scenario.padEnd(16)} ${figures.join('   ')}`;
}

function thresholdLine({ metric, expression, measured, ok }: Threshold): string {
  const figure = measured === null ? 'nothing measured' : String(Math.round(measured * 10_000) / 10_000);
  return `  ${measured === null ? '-     ' : ok ? 'ok    ' : 'FAILED'} ${metric}: ${expression} (${figure})`;
}
