import type { ExerciseRules } from '../exercise.ts';
import { service } from './rules.ts';

const split = { kind: 'VirtualService', name: service };
const subsets = { kind: 'DestinationRule', name: service };
const route = ['spec', 'http', 0, 'route'];

/**
 * The split before the shift to fill in, another share for each student; the rule of the shift itself is handed out as it
 * is. From 50 % each share is so far away that 2000 requests tell them apart.
 */
export const trafficShiftExercise: ExerciseRules = {
  parameters: {
    share: { says: 'requests of a hundred that v2 is to get before it gets all', usual: 50, from: 20, to: 40 },
  },
  blanks: [
    { ...split, path: [...route, 0, 'weight'], says: 'the weight of v1', right: ({ share }) => 100 - share! },
    { ...split, path: [...route, 1, 'weight'], says: 'the weight of v2', right: ({ share }) => share! },
    { ...subsets, path: ['spec', 'subsets', 1, 'labels', 'version'], says: "the label by which v2's pods are known" },
  ],
  faults: [
    {
      ...split,
      path: ['spec', 'hosts', 0],
      says: 'the split is for the service of v1 alone, which nobody here asks',
      wrong: 'machine-learning-v1',
    },
    {
      ...split,
      path: [...route, 1, 'destination', 'host'],
      says: 'the subset is looked for in the service of v2 alone, which has none',
      wrong: 'machine-learning-v2',
    },
    {
      ...subsets,
      path: ['spec', 'subsets', 1, 'name'],
      says: 'the subset has another name than the one by which the route asks for it',
      wrong: 'new',
    },
  ],
};
