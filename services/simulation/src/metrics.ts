import type { Metrics } from '@weather/service-kit';
import type { Counted } from './domain/ports.ts';

const outcomes: readonly Counted[] = ['generated', 'acked', 'failed', 'duplicates', 'late', 'plantedFaults'];

/** The service's own instruments. `running` is asked at each scrape. */
export function createSimulationMetrics(metrics: Metrics, running: () => number): { count(counted: Counted): void } {
  const observations = metrics.counter({
    name: 'weather_simulation_observations_total',
    help: 'Observations by what became of them: generated = acked + failed + still on their way; duplicates and planted faults are among the acked, late among the generated',
    labelNames: ['outcome'],
  });
  const requests = metrics.counter({
    name: 'weather_simulation_requests_total',
    help: 'Requests to message-queue: all that were sent, and those of them that repeated an earlier one',
    labelNames: ['kind'],
  });
  // From the start, so that the first one counts as an increase.
  for (const outcome of outcomes) observations.inc({ outcome }, 0);
  for (const kind of ['sent', 'retried']) requests.inc({ kind }, 0);
  metrics.gauge({
    name: 'weather_simulations_running',
    help: 'Simulations that run now',
    collect() {
      this.set(running());
    },
  });
  return {
    count(counted) {
      if (counted === 'sent' || counted === 'retried') requests.inc({ kind: counted });
      else observations.inc({ outcome: counted });
    },
  };
}
