import type { ModelName, ModelScore } from '@weather/contracts';
import { Ring } from './ring.ts';

/** A forecast of one horizon that waits for the time it speaks of; temperatures in Cel, time in ms. */
export type DueForecast = {
  model: ModelName;
  hours: number;
  validTime: number;
  mean: number;
  lower: number;
  upper: number;
};

type Outcome = { error: number; covered: boolean };

/** Forecasts per model and horizon that a score looks back on. */
const windowLength = 1000;

class RunningScore {
  readonly model: ModelName;
  readonly hours: number;
  readonly #outcomes = new Ring<Outcome>(windowLength);
  #errorSum = 0;
  #coveredCount = 0;

  constructor(model: ModelName, hours: number) {
    this.model = model;
    this.hours = hours;
  }

  add(outcome: Outcome): void {
    const leaving = this.#outcomes.push(outcome);
    this.#errorSum += outcome.error - (leaving?.error ?? 0);
    this.#coveredCount += Number(outcome.covered) - Number(leaving?.covered ?? false);
  }

  read(): ModelScore {
    const count = this.#outcomes.size;
    return {
      model: this.model,
      hours: this.hours,
      count,
      meanAbsoluteError: Math.round((Math.max(0, this.#errorSum) / count) * 1000) / 1000,
      coverage: Math.round((this.#coveredCount / count) * 1000) / 1000,
    };
  }
}

/** Running mean absolute error and interval coverage of each model and horizon. */
export class Scoreboard {
  readonly #scores = new Map<string, RunningScore>();

  /** Counts a forecast against the temperature that was then observed, in Cel. */
  settle(forecast: DueForecast, observed: number): void {
    const key = `${forecast.model} ${forecast.hours}`;
    let score = this.#scores.get(key);
    if (score === undefined) {
      score = new RunningScore(forecast.model, forecast.hours);
      this.#scores.set(key, score);
    }
    const covered = forecast.lower <= observed && observed <= forecast.upper;
    score.add({ error: Math.abs(forecast.mean - observed), covered });
  }

  read(): ModelScore[] {
    const scores = [...this.#scores.values()].map((score) => score.read());
    return scores.toSorted((a, b) => a.hours - b.hours || a.model.localeCompare(b.model));
  }
}
