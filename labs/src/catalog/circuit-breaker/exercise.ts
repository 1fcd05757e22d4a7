import type { ExerciseRules } from '../exercise.ts';
import { ruleName } from './rules.ts';

const rule = { kind: 'DestinationRule', name: ruleName };
const pool = ['spec', 'trafficPolicy', 'connectionPool'];

/** The thesis's limits to fill in, other ones for each student. Fewer wait than there: of twenty, some must be turned away. */
export const circuitBreakerExercise: ExerciseRules = {
  parameters: {
    waiting: { says: 'requests that may wait for a connection', usual: 10, from: 4, to: 9 },
    perConnection: { says: 'requests after which a connection is closed', usual: 3, from: 2, to: 6 },
  },
  blanks: [
    {
      ...rule,
      path: [...pool, 'http', 'http1MaxPendingRequests'],
      says: 'how many requests may wait',
      right: ({ waiting }) => waiting!,
    },
    {
      ...rule,
      path: [...pool, 'http', 'maxRequestsPerConnection'],
      says: 'after how many requests a connection is closed',
      right: ({ perConnection }) => perConnection!,
    },
  ],
  faults: [
    {
      ...rule,
      path: ['spec', 'host'],
      says: 'a typo in the host, so that the rule acts on nothing',
      wrong: 'mesage-queue',
    },
    {
      ...rule,
      path: [...pool, 'tcp', 'maxConnections'],
      says: 'a thousand connections in place of one: nobody ever has to wait',
      wrong: 1024,
    },
  ],
};
