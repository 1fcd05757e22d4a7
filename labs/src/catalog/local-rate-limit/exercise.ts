import type { ExerciseRules, Values } from '../exercise.ts';

/** Name of the EnvoyFilter. */
export const rule = 'machine-learning-v1-local-rate-limit';

const filter = { kind: 'EnvoyFilter', name: rule };
const patch = ['spec', 'configPatches', 0];
const config = [...patch, 'patch', 'value', 'typed_config'];
const perMinute = (values: Values) => values.perMinute!;

/** A bucket and a selector to fill in, another limit for each student. */
export const localRateLimitExercise: ExerciseRules = {
  parameters: { perMinute: { says: 'requests that each pod lets through a minute', usual: 10, from: 5, to: 15 } },
  blanks: [
    { ...filter, path: [...config, 'token_bucket', 'max_tokens'], says: 'what a full bucket holds', right: perMinute },
    {
      ...filter,
      path: [...config, 'token_bucket', 'tokens_per_fill'],
      says: 'how many tokens come in each interval',
      right: perMinute,
    },
    {
      ...filter,
      path: ['spec', 'workloadSelector', 'labels', 'version'],
      says: 'the label of the pods that are limited: those of v1',
    },
  ],
  faults: [
    {
      ...filter,
      path: [...config, 'filter_enforced', 'default_value', 'numerator'],
      says: 'the limit is counted, but enforced for 0 % of the requests',
      wrong: 0,
    },
    {
      ...filter,
      path: [...patch, 'match', 'context'],
      says: 'the filter stands in what goes out of the pod, not in what comes in',
      wrong: 'SIDECAR_OUTBOUND',
    },
    {
      ...filter,
      path: [...config, 'token_bucket', 'fill_interval'],
      says: 'the bucket is filled each second, not each minute',
      wrong: '1s',
    },
  ],
};
