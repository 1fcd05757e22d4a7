import type { ExerciseRules } from '../exercise.ts';
import { jason, service } from './users.ts';

const rule = { kind: 'VirtualService', name: service };
const forJason = ['spec', 'http', 0];
const delay = [...forJason, 'fault', 'delay'];

/**
 * A delay and a share to fill in, another delay for each student. Of less than 4 s the
 * leeway for a busy machine, 2 %, would be little; of more than 9 s the run would be long.
 */
export const delayFaultExercise: ExerciseRules = {
  parameters: { seconds: { says: 'seconds that jason has to wait', usual: 7, from: 4, to: 9 } },
  blanks: [
    {
      ...rule,
      path: [...delay, 'fixedDelay'],
      says: 'how long a request is kept back, with its unit, such as 2s',
      right: ({ seconds }) => `${seconds}s`,
    },
    { ...rule, path: [...delay, 'percentage', 'value'], says: 'how many of a hundred of his requests: all of them' },
  ],
  faults: [
    {
      ...rule,
      path: [...forJason, 'match', 0, 'headers', 'end-user', 'exact'],
      says: 'Jason with a capital letter, which is another user',
      wrong: jason.replace('j', 'J'),
      toldBy: 'Headers are compared as they are',
    },
    { ...rule, path: ['spec', 'hosts', 0], says: 'the host of the other model', wrong: service.replace(/v1$/, 'v2') },
  ],
};
