import { balancingExercise } from '../balancing-exercise.ts';
import type { ExerciseRules } from '../exercise.ts';
import { service, slow } from './traffic.ts';

const slowPod = { kind: 'Deployment', name: slow };

const usual = balancingExercise(service, 'how each request finds its pod: of two drawn pods the one with less to do');

/** A mode, and a pod that is slow. No number of the rule is one that the laws go by: everybody gets the same. */
export const leastRequestExercise: ExerciseRules = {
  ...usual,
  blanks: [
    ...usual.blanks,
    {
      ...slowPod,
      path: ['spec', 'template', 'spec', 'containers', 0, 'env', 5, 'value'],
      says: 'FAULT_DELAY_RATE, the share of its requests that the slow pod holds back: all of them. As a text, in quotes',
    },
  ],
};
