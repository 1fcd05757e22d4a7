import { eventTypes, observationReceivedSchema } from '@weather/contracts';
import type { Metrics } from '@weather/service-kit';
import type { Model } from './domain/model.ts';
import type { Instruments } from './domain/ports.ts';

const outcomes = [...observationReceivedSchema.shape.outcome.options, 'failed'] as const;

/** The service's own instruments. `stations` is asked at each scrape. */
export function createInstruments(metrics: Metrics, stations: () => number): Instruments {
  const observations = metrics.counter({
    name: 'weather_model_observations_total',
    help: 'Observations received, by what became of them',
    labelNames: ['outcome'],
  });
  const caughtUp = metrics.counter({
    name: 'weather_model_caught_up_total',
    help: 'Observations that were fetched from message-queue and learnt, because they had been given to another replica',
  });
  const results = metrics.counter({
    name: 'weather_model_results_published_total',
    help: 'Results sent to message-queue, those that it already had among them',
    labelNames: ['type'],
  });
  const evictions = metrics.counter({
    name: 'weather_model_evictions_total',
    help: 'Stations put out of memory for want of room (MAX_STATIONS), to be learnt again when they come back',
  });
  // From the start, so that the first one counts as an increase.
  for (const outcome of outcomes) observations.inc({ outcome }, 0);
  for (const type of ['forecast', 'anomaly']) results.inc({ type }, 0);
  metrics.gauge({
    name: 'weather_model_stations',
    help: 'Stations in memory',
    collect() {
      this.set(stations());
    },
  });
  return {
    received: (outcome) => observations.inc({ outcome }),
    caughtUp: () => caughtUp.inc(),
    evicted: () => evictions.inc(),
    published(events) {
      for (const { type } of events) results.inc({ type: type === eventTypes.forecast ? 'forecast' : 'anomaly' });
    },
  };
}

/** The model with a clock on it. */
export function timedModel<State>(model: Model<State>, metrics: Metrics): Model<State> {
  const seconds = metrics.histogram({
    name: 'weather_model_learn_seconds',
    help: 'Time to learn from one observation and say what follows',
    buckets: [0.000_005, 0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.005, 0.025],
  });
  return {
    initialState: () => model.initialState(),
    predict: (state, observation, id) => model.predict(state, observation, id),
    learn(state, observation, id) {
      const start = performance.now();
      const output = model.learn(state, observation, id);
      seconds.observe((performance.now() - start) / 1000);
      return output;
    },
  };
}
