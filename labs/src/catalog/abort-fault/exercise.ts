import type { ExerciseRules } from '../exercise.ts';
import { service } from './rules.ts';

/** Where the rule lies that takes the place of the first one. */
export const shareFolder = 'share';

const all = { kind: 'VirtualService', name: service };
const share = { ...all, folder: shareFolder };
const abort = ['spec', 'http', 0, 'fault', 'abort'];

/**
 * A status and a share to fill in, another share for each student. Of 2000 calls a share below 27 % could be the lab's own
 * 20 %; one above 40 % is hardly a share any more.
 */
export const abortFaultExercise: ExerciseRules = {
  parameters: {
    percent: { says: 'calls of a hundred that the second rule is to fail', usual: 20, from: 27, to: 40 },
  },
  blanks: [
    { ...all, path: [...abort, 'httpStatus'], says: 'the status with which calls fail: that of the source' },
    {
      ...share,
      path: [...abort, 'percentage', 'value'],
      says: 'how many calls of a hundred fail under the second rule',
      right: ({ percent }) => percent!,
    },
  ],
  faults: [
    { ...all, path: [...abort, 'percentage', 'value'], says: 'one call of ten fails, not each', wrong: 10 },
    { ...all, path: ['spec', 'hosts', 0], says: 'the host of the other model', wrong: service.replace(/v1$/, 'v2') },
    {
      ...share,
      path: [...abort, 'httpStatus'],
      says: 'under the second rule calls fail with another status',
      wrong: 503,
    },
  ],
};
