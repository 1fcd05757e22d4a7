import type { ScenarioName } from './profiles.ts';

/**
 * What answers may take at the 95th and 99th percentile, in ms: about four times what was measured in the mesh on two
 * shared cores with a busy neighbour (README.md), so that a gate fails for a system that broke and not for a machine
 * that was slow for a moment. The forecast's own limit is on `forecast_wait`: from the reading to both results.
 */
const latencies: Record<ScenarioName, { p95: number; p99: number }> = {
  ingest_single: { p95: 400, p99: 1000 },
  ingest_batch: { p95: 500, p99: 1000 },
  query: { p95: 300, p99: 800 },
  forecast: { p95: 500, p99: 1000 },
  day_in_the_life: { p95: 200, p99: 500 },
};

const forecastWaitMs = 1500;

const publishes = new Set<ScenarioName>(['ingest_single', 'ingest_batch', 'forecast']);

/** Above its strength a system may be slow, and turn away what it cannot do (429); it may not break. */
const strainedFactor = 5;

/** Thresholds of a scenario, as k6 takes them. `planned` is how many iterations its arrivals add up to. */
export function thresholdsOf(scenario: ScenarioName, { planned, strained }: { planned: number; strained: boolean }) {
  const { p95, p99 } = latencies[scenario];
  const factor = strained ? strainedFactor : 1;
  const mayBeDropped = Math.ceil(planned * (strained ? 0.05 : 0.01));
  return {
    [`http_req_failed{scenario:${scenario}}`]: ['rate<0.01'],
    [`http_req_duration{scenario:${scenario},kind:quick}`]: [`p(95)<${p95 * factor}`, `p(99)<${p99 * factor}`],
    [`checks{scenario:${scenario}}`]: [strained ? 'rate>0.99' : 'rate>0.999'],
    // Arrivals that found no free virtual user: without a limit here, a slow system would look like a small load.
    [`dropped_iterations{scenario:${scenario}}`]: [`count<=${mayBeDropped}`],
    ...(publishes.has(scenario) && { [`turned_away{scenario:${scenario}}`]: [strained ? 'rate<0.05' : 'rate<0.001'] }),
    ...(scenario === 'forecast' && {
      forecasts_arrived: [strained ? 'rate>0.95' : 'rate>0.99'],
      forecast_wait: [`p(95)<${forecastWaitMs * (strained ? 5 : 1)}`],
    }),
    ...(scenario === 'day_in_the_life' && { charts_complete: [strained ? 'rate>0.9' : 'rate>0.99'] }),
  };
}
