import type { Metrics } from '@weather/service-kit';
import { type Instruments, outcomes } from './domain/ports.ts';

/** The service's own instruments. `stations` is asked at each scrape. */
export function createInstruments(metrics: Metrics, stations: () => number): Instruments {
  const observations = metrics.counter({
    name: 'weather_template_service_observations_total',
    help: 'Observations received, by what became of them',
    labelNames: ['outcome'],
  });
  const evictions = metrics.counter({
    name: 'weather_template_service_evictions_total',
    help: 'Stations put out of memory for want of room (MAX_STATIONS), to be read from the log when they come back',
  });
  // From the start, so that the first one counts as an increase.
  for (const outcome of [...outcomes, 'failed']) observations.inc({ outcome }, 0);
  metrics.gauge({
    name: 'weather_template_service_stations',
    help: 'Stations in memory',
    collect() {
      this.set(stations());
    },
  });
  return {
    received: (outcome) => observations.inc({ outcome }),
    evicted: () => evictions.inc(),
  };
}
