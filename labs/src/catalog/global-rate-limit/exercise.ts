import type { ExerciseRules } from '../exercise.ts';
import { filterRule, limiter, routeRule } from './rules.ts';

const settings = { kind: 'ConfigMap', name: limiter };
const limit = ['data', 'config.yaml', 'descriptors', 0, 'rate_limit'];
const asks = { kind: 'EnvoyFilter', name: filterRule };
const names = { kind: 'EnvoyFilter', name: routeRule };

/** A limit and a mode to fill in, another limit for each student. */
export const globalRateLimitExercise: ExerciseRules = {
  parameters: { perMinute: { says: 'simulations that may pass the gateway a minute', usual: 1, from: 2, to: 5 } },
  blanks: [
    {
      ...settings,
      path: [...limit, 'requests_per_unit'],
      says: 'how many pass in each unit of time',
      right: ({ perMinute }) => perMinute!,
    },
    {
      ...asks,
      path: ['spec', 'configPatches', 0, 'patch', 'value', 'typed_config', 'failure_mode_deny'],
      says: 'whether requests are refused when the limiter is gone: they are to pass',
    },
  ],
  faults: [
    { ...settings, path: [...limit, 'unit'], says: 'the limit is for each second, not each minute', wrong: 'second' },
    {
      ...asks,
      path: ['spec', 'workloadSelector', 'labels', 'istio'],
      says: 'a typo in the label by which the filter finds the gateway',
      wrong: 'ingressgatway',
    },
    {
      ...names,
      path: ['spec', 'configPatches', 0, 'match', 'routeConfiguration', 'vhost', 'route', 'name'],
      says: 'a route name that the gateway does not have, so that it asks about no request',
      wrong: 'performSimulation',
    },
  ],
};
