import type { ExerciseRules } from '../exercise.ts';
import { service } from './rules.ts';

const routes = { kind: 'VirtualService', name: service };
const slow = { kind: 'EnvoyFilter', name: 'machine-learning-v2-slow' };
const http = ['spec', 'http'];
const mirror = [...http, 1, 'mirrors', 0];

/** Who answers, who gets copies and how many of them to fill in, another share for each student. */
export const mirroringExercise: ExerciseRules = {
  parameters: { share: { says: 'requests of a hundred that are to be copied to v2', usual: 100, from: 50, to: 90 } },
  blanks: [
    {
      ...routes,
      path: [...mirror, 'percentage', 'value'],
      says: 'how many requests of a hundred are copied',
      right: ({ share }) => share!,
    },
    { ...routes, path: [...mirror, 'destination', 'subset'], says: 'the subset that gets the copies' },
    { ...routes, path: [...http, 1, 'route', 0, 'destination', 'subset'], says: 'the subset that answers' },
  ],
  faults: [
    {
      ...routes,
      path: [...http, 0, 'match', 0, 'headers', 'x-dark-launch', 'exact'],
      says: 'the route without copies waits for a value of the header that no request has, so that all may be copied',
      wrong: 'on',
    },
    {
      ...routes,
      path: [...mirror, 'destination', 'host'],
      says: 'the subset is looked for in the service of v2 alone, which has none',
      wrong: 'machine-learning-v2',
    },
    {
      ...slow,
      path: ['spec', 'workloadSelector', 'labels', 'version'],
      says: 'the delay is put into v1: it is the answers that take longer, not the copies',
      wrong: 'v1',
    },
  ],
};
