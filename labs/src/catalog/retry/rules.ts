import type { Expectation } from '../../bench/expectation.ts';
import { clusterHas, reaches, triesAgain } from '../expectations.ts';

/** Fails half of its tries, by a seed. */
export const flaky = 'flaky-model';
/** Fails them all, slowly. */
export const failing = 'failing-model';
/** The same pod, with a limit on how many requests may be in a further try. */
export const bounded = 'failing-model-bounded';

/** What `flaky` is set to. */
export const fault = { rate: 0.5, status: 503, seed: 8 };

/** What the rule allows of which a student may get another number. */
export interface Allowed {
  /** Further tries of a request to `flaky`. */
  attempts: number;
  /** Requests to `bounded` that may be in a further try at any moment. */
  places: number;
}

export const usual: Allowed = { attempts: 3, places: 2 };

/** Further tries that the rule allows a request to the service that is down. */
export const retriesInStorm = 3;

/** How often requests are tried again, and on what. */
interface Retries {
  attempts: number;
  on: string;
}

/** What the rules say, as a setting has them. */
export interface Ruled {
  flaky: Retries;
  /** For the service that is down, under both of its names. */
  failing: Retries;
  /** Undefined: as many as anybody likes. */
  places: number | undefined;
}

export const asInTheRule = ({ attempts, places }: Allowed): Ruled => ({
  flaky: { attempts, on: '5xx' },
  failing: { attempts: retriesInStorm, on: '5xx' },
  places,
});

/** What Istio does by itself: none of its conditions is met by a service's own 503. */
export const istiosOwn: Retries = { attempts: 2, on: 'connect-failure' };

/** What the client's proxy must have. */
export const acts = (ruled: Ruled): Expectation[] => [
  reaches('client', flaky, [flaky]),
  triesAgain('client', flaky, ruled.flaky),
  ...[failing, bounded].flatMap((service) => [
    reaches('client', service, [failing]),
    triesAgain('client', service, ruled.failing),
  ]),
  allowsAtOnce(ruled.places),
];

/** Istio writes the largest number where a rule says nothing. */
const unlimited = 2 ** 32 - 1;

const allowsAtOnce = (places: number | undefined): Expectation =>
  clusterHas(
    'client',
    { service: bounded },
    `has ${places ?? 'any number of'} places for further tries`,
    ({ circuitBreakers: { maxRetries } }) => {
      const found = maxRetries === unlimited ? undefined : maxRetries;
      return found === places ? undefined : `it has ${found ?? 'any number'}`;
    },
  );
