import type { ExerciseRules } from '../exercise.ts';
import { bounded, failing, flaky, usual } from './rules.ts';

const again = (name: string) => ({ kind: 'VirtualService', name });
const limit = { kind: 'DestinationRule', name: bounded };
const retries = ['spec', 'http', 0, 'retries'];

/**
 * Attempts and places to fill in, other ones for each student. With more than 5 attempts hardly one of 300 requests would
 * need them all; and of more than 5 places the service could be asked as often as without a limit. That there are more
 * places than the lab's own two no law can tell, since fewer further tries at once break none: the proxy's configuration does.
 */
export const retryExercise: ExerciseRules = {
  parameters: {
    attempts: { says: 'further tries that a request to flaky-model may have', usual: usual.attempts, from: 2, to: 5 },
    places: {
      says: 'requests to failing-model-bounded that may be in a further try at once',
      usual: usual.places,
      from: 1,
      to: 5,
    },
  },
  blanks: [
    {
      ...again(flaky),
      path: [...retries, 'attempts'],
      says: 'how often a request is tried again',
      right: ({ attempts }) => attempts!,
    },
    {
      ...again(flaky),
      path: [...retries, 'retryOn'],
      says: 'on which answers a request is tried again: those from 500 on',
    },
    {
      ...limit,
      path: ['spec', 'trafficPolicy', 'connectionPool', 'http', 'maxRetries'],
      says: 'how many requests may be in a further try at once',
      right: ({ places }) => places!,
    },
  ],
  faults: [
    {
      ...again(failing),
      path: [...retries, 'retryOn'],
      says: 'tried again where no connection could be made, which an answer of 503 is not',
      wrong: 'connect-failure',
    },
    { ...again(bounded), path: [...retries, 'attempts'], says: 'requests to it are tried once only', wrong: 0 },
    {
      ...limit,
      path: ['spec', 'host'],
      says: 'the limit stands for the other name of the service',
      wrong: failing,
    },
  ],
};
