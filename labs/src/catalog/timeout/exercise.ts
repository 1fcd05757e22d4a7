import type { ExerciseRules } from '../exercise.ts';
import { service } from './calls.ts';

const rule = { kind: 'VirtualService', name: service };
const slowness = { kind: 'EnvoyFilter', name: 'ml-handler-time' };
const patch = ['spec', 'configPatches', 0];

const usual = 1000;

/**
 * A timeout to fill in, another one for each student: well above the 200 ms of the fast calls and the lab's own second, and
 * half a second below the 2 s of the slow ones, so that a busy machine does not make one look like the other.
 */
export const timeoutExercise: ExerciseRules = {
  parameters: { ms: { says: 'milliseconds after which a caller gives up', usual, from: 1100, to: 1500 } },
  blanks: [
    {
      ...rule,
      path: ['spec', 'http', 0, 'timeout'],
      says: 'how long a caller waits, in milliseconds and with their unit, such as 250ms',
      // The usual one as the scenario writes it.
      right: ({ ms }) => (ms === usual ? '1s' : `${ms}ms`),
    },
    {
      ...slowness,
      path: [...patch, 'match', 'context'],
      says: 'in which of its listeners the proxy beside the service takes its time: in those for what comes in',
    },
  ],
  faults: [
    {
      ...slowness,
      path: [...patch, 'patch', 'value', 'typed_config', 'delay', 'percentage', 'numerator'],
      says: 'the service takes its time for half of the calls that ask for it, not for all',
      wrong: 50,
    },
    {
      ...slowness,
      path: ['spec', 'workloadSelector', 'labels', 'version'],
      says: 'the other model is made slow, which nobody asks',
      wrong: 'v2',
    },
    { ...rule, path: ['spec', 'hosts', 0], says: 'the host of the other model', wrong: service.replace(/v1$/, 'v2') },
  ],
};
