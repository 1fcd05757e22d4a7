import type { ForecastEvent, ServedShare } from '@weather/contracts';

type Second = { number: number; events: number; served: Map<string, Omit<ServedShare, 'share'>> };

const windowSeconds = 60;

/** Kinds of (model, version, pod) told apart in one second; more than any deployment has, fewer than a flood of made-up names. */
const servedLimit = 200;

/** How many events came and who made the forecasts, over the last minute; times in ms by the clock passed in. */
export class Traffic {
  #seconds: Second[] = [];

  count(now: number, forecast?: ForecastEvent): void {
    const second = this.#secondOf(now);
    second.events += 1;
    if (forecast === undefined) return;
    const { name: model, version } = forecast.data.model;
    const pod = forecast.servedby ?? 'not told';
    const key = `${model}\n${version}\n${pod}`;
    const served = second.served.get(key);
    if (served !== undefined) served.count += 1;
    else if (second.served.size < servedLimit) second.served.set(key, { model, version, pod, count: 1 });
  }

  #secondOf(now: number): Second {
    const number = Math.floor(now / 1000);
    const newest = this.#seconds.at(-1);
    if (newest?.number === number) return newest;
    const second: Second = { number, events: 0, served: new Map() };
    this.#seconds = [...this.#seconds.filter((old) => old.number >= number - windowSeconds), second];
    return second;
  }

  /** Events in each of the last 60 whole seconds, oldest first. */
  eventsPerSecond(now: number): number[] {
    const current = Math.floor(now / 1000);
    const counts = Array.from({ length: windowSeconds }, () => 0);
    for (const { number, events } of this.#seconds) {
      const index = number - current + windowSeconds;
      if (index >= 0 && index < windowSeconds) counts[index] = events;
    }
    return counts;
  }

  /** Share of each version and pod in the forecasts of the last minute, by model, version and pod. */
  servedShares(now: number): ServedShare[] {
    const oldest = Math.floor(now / 1000) - windowSeconds;
    const sums = new Map<string, Omit<ServedShare, 'share'>>();
    for (const second of this.#seconds) {
      if (second.number < oldest) continue;
      for (const [key, served] of second.served) {
        sums.set(key, { ...served, count: served.count + (sums.get(key)?.count ?? 0) });
      }
    }
    const total = [...sums.values()].reduce((sum, { count }) => sum + count, 0);
    return [...sums.entries()]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([, served]) => ({ ...served, share: Math.round((served.count / total) * 1000) / 1000 }));
  }
}
