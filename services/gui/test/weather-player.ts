import type { AnomalyKind, Station } from '@weather/contracts';
import type { FakeMessageQueue } from './fake-message-queue.ts';
import { anomalyEvent, forecastEvent, observationEvent } from './made-up-weather.ts';

const kinds: AnomalyKind[] = ['spike', 'stuck', 'drift', 'jump'];

/** Publishes hour after hour of made-up weather: observations, both models' forecasts, and now and then a fault that is found. */
export class WeatherPlayer {
  readonly #queue: FakeMessageQueue;
  readonly #stations: Station[];
  #step = 0;

  constructor(queue: FakeMessageQueue, stations: Station[]) {
    this.#queue = queue;
    this.#stations = stations;
  }

  play(hours: number): void {
    for (let hour = 0; hour < hours; hour += 1) {
      this.#stations.forEach((station, index) => this.#playStation(station, index));
      this.#step += 1;
    }
  }

  #playStation(station: Station, index: number): void {
    const step = this.#step;
    const lot = (step * 7 + index * 13) % 41;
    const kind = lot === 0 ? kinds[(step + index) % 4] : undefined;
    this.#queue.publish(observationEvent(station, step, kind));
    this.#queue.publish(forecastEvent(station, step, 'v1'));
    this.#queue.publish(forecastEvent(station, step, 'v2', `machine-learning-v2-${(step + index) % 3}`));
    if (kind !== undefined) {
      this.#queue.publish(anomalyEvent(station, step, 'v2', kind));
      if (kind === 'spike') this.#queue.publish(anomalyEvent(station, step, 'v1', 'spike'));
    } else if (lot === 20 && step % 3 === 0) this.#queue.publish(anomalyEvent(station, step, 'v1', 'jump'));
  }
}
