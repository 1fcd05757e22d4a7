import type { Metrics } from '@weather/service-kit';

/** What the page's server counts beside its requests. */
export function createGuiMetrics(metrics: Metrics, readers: () => number) {
  metrics.gauge({
    name: 'gui_live_readers',
    help: 'Pages that read the live stream now',
    collect() {
      this.set(readers());
    },
  });
  return {
    events: metrics.counter({
      name: 'gui_events_total',
      help: 'Events taken from the log, by type',
      labelNames: ['type'],
    }),
    malformed: metrics.counter({
      name: 'gui_malformed_events_total',
      help: 'Messages of the log that are no event of the contract',
    }),
    cutOff: metrics.counter({ name: 'gui_live_cut_off_total', help: 'Pages cut off because they read too slowly' }),
  };
}
