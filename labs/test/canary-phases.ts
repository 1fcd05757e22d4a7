import { eventsPath } from '@weather/contracts';
import type { Phase } from '../src/bench/evidence.ts';
import type { ForecastErrors } from '../src/catalog/forecasts/forecast-errors.ts';
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

/** Errors of both models on as many observations, spread over the stretches; `gain` is what v2 is better by. */
export function madeUpErrors(
  normal: () => number,
  { n, stretches, gain }: { n: number; stretches: number; gain: number },
): ForecastErrors[] {
  const ofStretch = Array.from({ length: stretches }, () => 0.45 * normal());
  return Array.from({ length: n }, (_, index) => {
    const stretch = Math.floor((index * stretches) / n);
    return {
      observation: `observation-${index}`,
      block: `stretch-${stretch}`,
      v1: 2.5 + gain + ofStretch[stretch]! + normal(),
      v2: 2.5,
      horizons: 5,
    };
  });
}
