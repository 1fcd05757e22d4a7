import { eventTypes, type ModelScore } from '@weather/contracts';
import type { Metrics } from '@weather/service-kit';

type Shown = { readers: () => number; scores: () => readonly ModelScore[] };

/** What the page's server counts beside its requests. `shown` is asked at each scrape. */
export function createGuiMetrics(metrics: Metrics, { readers, scores }: Shown) {
  observeScores(metrics, scores);
  metrics.gauge({
    name: 'gui_live_readers',
    help: 'Pages that read the live stream now',
    collect() {
      this.set(readers());
    },
  });
  const events = metrics.counter({
    name: 'gui_events_total',
    help: 'Events taken from the log, by type',
    labelNames: ['type'],
  });
  // From the start, so that the first one counts as an increase.
  for (const type of Object.values(eventTypes)) events.inc({ type }, 0);
  return {
    events,
    malformed: metrics.counter({
      name: 'gui_malformed_events_total',
      help: 'Messages of the log that are no event of the contract',
    }),
    cutOff: metrics.counter({ name: 'gui_live_cut_off_total', help: 'Pages cut off because they read too slowly' }),
  };
}

/** How right the models were, as the page shows it. */
function observeScores(metrics: Metrics, scores: () => readonly ModelScore[]): void {
  const gauge = (name: string, help: string, read: (score: ModelScore) => number) =>
    metrics.gauge({
      name,
      help,
      labelNames: ['model', 'hours'],
      collect() {
        this.reset();
        for (const score of scores()) this.set({ model: score.model, hours: score.hours }, read(score));
      },
    });
  gauge(
    'gui_forecast_error_celsius',
    'Mean absolute error of the last 1000 forecasts that came due, by model and hours ahead',
    ({ meanAbsoluteError }) => meanAbsoluteError,
  );
  gauge(
    'gui_forecast_coverage_ratio',
    'Share of the same forecasts whose interval held what was observed',
    ({ coverage }) => coverage,
  );
}
