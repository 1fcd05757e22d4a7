import { eventsPath } from '@weather/contracts';
import type { Phase } from '../src/bench/evidence.ts';
import type { ForecastErrors } from '../src/catalog/canary/errors.ts';
import { clusterOf } from '../src/catalog/names.ts';
import type { Random } from '../src/statistics/index.ts';
import { pickedPhase } from './picked-phases.ts';

/** Who answered one made-up request, and how. */
export interface MadeUpAnswer {
  by: 'v1' | 'v2' | undefined;
  status?: number;
}

/** Requests that are drawn as the weights say. */
export const drawnAnswers = (random: Random, n: number, share: number): MadeUpAnswer[] =>
  Array.from({ length: n }, () => ({ by: random() < share ? 'v2' : 'v1' }));

export function canaryPhase(answers: readonly MadeUpAnswer[], errors: readonly ForecastErrors[]): Phase {
  const phase = pickedPhase(
    {
      name: 'split',
      workloads: ['machine-learning-v1', 'machine-learning-v2'],
      asked: { method: 'POST', path: eventsPath },
      upstreamCluster: clusterOf('machine-learning', 'v1'),
    },
    2,
    answers.map(({ by, status }) => ({
      pod: by === undefined ? undefined : by === 'v1' ? 0 : 1,
      ...(status === undefined ? {} : { status }),
    })),
  );
  return { ...phase, more: { errors } };
}

/** Errors of both models on as many observations, spread over the days; `gain` is what v2 is better by. */
export function madeUpErrors(
  normal: () => number,
  { n, days, gain }: { n: number; days: number; gain: number },
): ForecastErrors[] {
  const ofDay = Array.from({ length: days }, () => 0.7 * normal());
  return Array.from({ length: n }, (_, index) => {
    const day = Math.floor((index * days) / n);
    return {
      observation: `observation-${index}`,
      block: `day-${day}`,
      v1: 2.5 + gain + ofDay[day]! + 0.9 * normal(),
      v2: 2.5,
      horizons: 5,
    };
  });
}
