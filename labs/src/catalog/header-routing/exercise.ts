import type { ExerciseRules } from '../exercise.ts';
import { service } from './rules.ts';

const routes = { kind: 'VirtualService', name: service };
const subsets = { kind: 'DestinationRule', name: service };
const http = ['spec', 'http'];
const target = ['route', 0, 'destination'];

/** A condition and both ways to fill in. There is no number in it: everybody gets the same. */
export const headerRoutingExercise: ExerciseRules = {
  parameters: {},
  blanks: [
    {
      ...routes,
      path: [...http, 0, 'match', 0, 'headers', 'end-user', 'exact'],
      says: 'the name of the one user who is to see v2: that of the source',
    },
    { ...routes, path: [...http, 0, ...target, 'subset'], says: "the subset to which that user's requests go" },
    { ...routes, path: [...http, 1, ...target, 'subset'], says: "the subset to which everybody else's go" },
  ],
  faults: [
    {
      ...routes,
      path: ['spec', 'hosts', 1],
      says: 'the routes are for pushes to v2, and not for those to v1, which are to be led astray',
      wrong: 'machine-learning-v2',
    },
    {
      ...routes,
      path: [...http, 0, ...target, 'host'],
      says: 'the subset is looked for in the service of v2 alone, which has none',
      wrong: 'machine-learning-v2',
    },
    {
      ...subsets,
      path: ['spec', 'subsets', 0, 'labels', 'version'],
      says: 'a typo in the label of subset v1: no pod carries it',
      wrong: 'v1x',
    },
  ],
};
