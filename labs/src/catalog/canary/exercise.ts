import type { ExerciseRules } from '../exercise.ts';

const name = 'machine-learning';
const split = { kind: 'VirtualService', name };
const subsets = { kind: 'DestinationRule', name };
const route = ['spec', 'http', 0, 'route'];

/** Weights and a label to fill in, another share for each student. */
export const canaryExercise: ExerciseRules = {
  parameters: { share: { says: 'requests of a hundred that v2 is to get', usual: 10, from: 5, to: 20 } },
  blanks: [
    { ...split, path: [...route, 0, 'weight'], says: 'the weight of v1', right: ({ share }) => 100 - share! },
    { ...split, path: [...route, 1, 'weight'], says: 'the weight of v2', right: ({ share }) => share! },
    { ...subsets, path: ['spec', 'subsets', 0, 'labels', 'version'], says: "the label by which v1's pods are known" },
  ],
  faults: [
    {
      ...subsets,
      path: ['spec', 'subsets', 1, 'labels', 'version'],
      says: 'a typo in the label of subset v2: no pod carries it',
      wrong: 'v2x',
    },
    { ...subsets, path: ['spec', 'host'], says: 'a typo in the host of the subsets', wrong: 'machine-leaming' },
    {
      ...split,
      path: [...route, 1, 'destination', 'subset'],
      says: 'a route to a subset that is defined nowhere',
      wrong: 'v3',
    },
  ],
};
