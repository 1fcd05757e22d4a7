import { check, sleep } from 'k6';
import { Rate, Trend } from 'k6/metrics';
import type { Run } from '../lib/run.ts';
import { type Page, bodyOf, get, publish } from '../lib/client.ts';
import { forecastEventType } from '../lib/fixtures.ts';
import { nextObservation } from './ingest.ts';

/** Long enough that slow is told from lost: `forecast_wait` judges the one, `forecasts_arrived` the other. */
const patienceMs = 25_000;
const pauseSeconds = 0.05;

const arrived = new Rate('forecasts_arrived');
const wait = new Trend('forecast_wait', true);

/** A reading goes in; ends when the forecasts that both models made from it stand in the log, or patience ends. */
export function forecast(run: Run): void {
  const observation = nextObservation(run);
  const started = Date.now();
  const position = publish(run.messageQueueUrl, [observation]);
  if (position === undefined) return;
  const id = `${observation.id}/forecast`;
  const filter = `station=${observation.partitionkey}&type=${forecastEventType}&after=${position}&limit=10`;
  let models: string[] = [];
  while (models.length < 2 && Date.now() - started < patienceMs) {
    sleep(pauseSeconds);
    const page = bodyOf<Page>(get(`${run.messageQueueUrl}/api/v1/events?${filter}`, 'GET forecasts'));
    models = (page?.items ?? []).filter((event) => event.id === id).map(({ source }) => source);
  }
  arrived.add(models.length >= 2);
  if (models.length >= 2) wait.add(Date.now() - started);
  check(models, { 'each model made one forecast': () => models.length === 2 && models[0] !== models[1] });
}
