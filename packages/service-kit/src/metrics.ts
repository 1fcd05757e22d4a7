import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CounterConfiguration, GaugeConfiguration, HistogramConfiguration } from 'prom-client';
import type { ServiceConfig } from './config.ts';
import type { Health } from './health.ts';

/** A registry of its own per app, so that two apps in one test never share a number. */
export type Metrics = {
  registry: Registry;
  counter<L extends string = string>(options: CounterConfiguration<L>): Counter<L>;
  gauge<L extends string = string>(options: GaugeConfiguration<L>): Gauge<L>;
  histogram<L extends string = string>(options: HistogramConfiguration<L>): Histogram<L>;
};

/** `processMetrics: false` leaves out memory, event loop and collector, whose observers outlive a test. */
export function createMetrics(service: string, { processMetrics = true } = {}): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  if (processMetrics) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    counter: (options) => new Counter({ ...options, registers }),
    gauge: (options) => new Gauge({ ...options, registers }),
    histogram: (options) => new Histogram({ ...options, registers }),
  };
}

/**
 * Seconds per answered request. Labels are bounded: the route's template (or `unmatched`), never the path.
 */
export function createHttpHistogram(metrics: Metrics) {
  return metrics.histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Time from the request line to the end of the answer',
    labelNames: ['method', 'route', 'status_code'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
}

/** Which version runs where, and whether it takes requests: what probes ask, kept over time. */
export function observeProcess(metrics: Metrics, { config, health }: { config: ServiceConfig; health: Health }): void {
  const info = metrics.gauge({
    name: 'service_info',
    help: 'Always 1; its labels say which version runs, and where',
    labelNames: ['version', 'pod'],
  });
  info.set({ version: config.SERVICE_VERSION, pod: config.POD_NAME }, 1);
  metrics.gauge({
    name: 'service_ready',
    help: '1 when /readyz answers 200, else 0',
    collect() {
      this.set(health.report().status === 'ok' ? 1 : 0);
    },
  });
}
