import type { Hint } from './hint.ts';

/** On rate limits and circuit breakers. */
export const limitHints: readonly Hint[] = [
  {
    lab: 'local-rate-limit',
    detectedBy: { check: 'three-amount' },
    belief: 'A limit of ten a minute lets ten a minute through, however many pods there are.',
    says: 'A local limit is counted by each pod for itself: three pods let three times as much through; one number for all needs a global limit.',
  },
  {
    lab: 'local-rate-limit',
    detectedBy: { check: 'one-bucket' },
    belief: 'The bucket is filled once a minute, all at once.',
    says: 'Since Envoy 1.31 tokens trickle in all the time: look at max_tokens (the burst), and at tokens_per_fill and fill_interval (the rate after it).',
  },
  {
    lab: 'local-rate-limit',
    detectedBy: { check: 'one-amount' },
    belief: 'max_tokens is the limit.',
    says: 'max_tokens is only the burst: tokens_per_fill in each fill_interval is what passes from then on, and both have to fit your number.',
  },
  {
    lab: 'local-rate-limit',
    detectedBy: { check: 'refusals' },
    belief: 'A filter that stands in the configuration acts.',
    says: 'filter_enabled and filter_enforced are 0 % unless set: a limit may be there, count, and refuse nobody.',
  },
  {
    lab: 'global-rate-limit',
    detectedBy: { check: 'one-per-minute' },
    belief: 'A minute begins with the first request.',
    says: 'The limiter counts by the minutes of the clock: look at unit and requests_per_unit in its ConfigMap, which stand in no proxy.',
  },
  {
    lab: 'global-rate-limit',
    detectedBy: { check: 'refusals' },
    belief: 'The filter in the gateway is the limit.',
    says: 'The filter only asks: a second rule has to say which route it asks about, by the name of that route, and the limiter has to know that name.',
  },
  {
    lab: 'global-rate-limit',
    detectedBy: { check: 'limiter-gone-open' },
    belief: 'When the limiter is gone, nothing passes.',
    says: 'failure_mode_deny decides it: false lets everything through while the limiter cannot be asked, true refuses everything with 500.',
  },
  {
    lab: 'circuit-breaker',
    detectedBy: { check: 'thesis-breaks' },
    belief: 'maxConnections is the number of requests that get through.',
    says: 'What does not find a connection waits: http1MaxPendingRequests says how many may, and only what comes on top is turned away with 503.',
  },
  {
    lab: 'circuit-breaker',
    detectedBy: { check: 'thesis-flag' },
    belief: 'A 503 comes from the service.',
    says: "The flag UO in the log of the caller's proxy says that it was the circuit breaker: the service never saw that request.",
  },
  {
    lab: 'circuit-breaker',
    detectedBy: { check: 'served-least' },
    belief: 'A circuit breaker turns away an exact share.',
    says: 'How many get through depends on how fast the first are served: the rule bounds what is under way, not a share of what is sent.',
  },
];
