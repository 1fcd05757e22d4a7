import {
  eventTypes,
  modelSource,
  type AnomalyEvent,
  type Forecast,
  type ForecastEvent,
  type ObservationEvent,
} from '@weather/contracts';
import type { ModelOutput } from './model.ts';

export type ResultEvent = ForecastEvent | AnomalyEvent;

/** Who speaks: the model, and the process that ran it. */
export interface Speaker {
  model: Forecast['model'];
  servedBy: string;
}

/**
 * Dresses what a model said of an observation as events. Everything in them but `servedby` follows from the
 * observation and the model's state, ids too, so that the log keeps one copy whichever replica says it first.
 */
export function resultEvents(observation: ObservationEvent, output: ModelOutput, speaker: Speaker): ResultEvent[] {
  const { model, servedBy } = speaker;
  const { id, source, partitionkey: station, sequence } = observation;
  const { phenomenonTime } = observation.data;
  const attributes = {
    specversion: '1.0',
    source: modelSource(model.name, station),
    time: phenomenonTime,
    datacontenttype: 'application/json',
    partitionkey: station,
    sequence,
    servedby: servedBy,
  } as const;
  const about = { station, model, observation: { source, id } };

  const anomalies = output.anomalies.map(({ kind, score, value, expected }): AnomalyEvent => ({
    ...attributes,
    type: eventTypes.anomaly,
    id: `${id}/anomaly/${kind}`,
    data: { ...about, phenomenonTime, kind, score, value, expected: { ...expected, unit: 'Cel' } },
  }));
  if (output.horizons.length === 0) return anomalies;
  const forecast: ForecastEvent = {
    ...attributes,
    type: eventTypes.forecast,
    id: `${id}/forecast`,
    data: { ...about, madeAt: phenomenonTime, horizons: output.horizons },
  };
  return [forecast, ...anomalies];
}
