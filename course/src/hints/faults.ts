import type { Hint } from './hint.ts';

/** On faults, timeouts, second tries and ejection. */
export const faultHints: readonly Hint[] = [
  {
    lab: 'delay-fault',
    detectedBy: { check: 'nobody-else' },
    belief: 'A fault without a match is for nobody.',
    says: 'A fault holds for every request of its route: the condition on the user belongs to that route, and the others need a route without a fault.',
  },
  {
    lab: 'delay-fault',
    detectedBy: { check: 'jason-delayed' },
    belief: 'A percentage of 50 delays each request by half.',
    says: 'The percentage says how many requests are delayed; each of these waits for the whole time.',
  },
  {
    lab: 'abort-fault',
    detectedBy: { check: 'nothing-arrives' },
    belief: 'An aborted call has reached the service.',
    says: "The caller's own proxy makes the answer: the service never hears of it, so its logs and counters show nothing.",
  },
  {
    lab: 'abort-fault',
    detectedBy: { check: 'share' },
    belief: 'A share of 20 % means each fifth request.',
    says: 'Each request draws anew: one of five on average, in no order.',
  },
  {
    lab: 'abort-fault',
    detectedBy: { check: 'either-or' },
    belief: 'A rule that takes the place of another keeps what it does not change.',
    says: 'It takes the place of the whole: the second rule has to name share and status by itself, so compare it with the first.',
  },
  {
    lab: 'timeout',
    detectedBy: { check: 'slow-given-up' },
    belief: 'A timeout and an injected delay on one route show what the timeout does.',
    says: 'See first whether every call that asks for slowness gets it. And while a route has a fault, its timeout and retries are switched off: put the delay into the service, or on another hop.',
  },
  {
    lab: 'timeout',
    detectedBy: { check: 'service-is-slow' },
    belief: 'A filter that stands in a proxy does its work.',
    says: 'It does so for the share of requests, and in the direction, that it names: look at its percentage and at the context of its patch.',
  },
  {
    lab: 'timeout',
    detectedBy: { check: 'not-early' },
    belief: 'The timeout is counted by the service.',
    says: "It is counted by the caller's proxy, from the moment it has the whole request.",
  },
  {
    lab: 'retry',
    detectedBy: { check: 'each-request' },
    belief: 'attempts: 3 means three tries in all.',
    says: 'attempts counts the tries after the first one: with 3, a request is tried four times at most.',
  },
  {
    lab: 'retry',
    detectedBy: { layer: 'retryOn' },
    belief: 'Any failure is tried again.',
    says: 'retryOn says what is: an answer of 503 from the service itself is not among what Istio tries again by default.',
  },
  {
    lab: 'retry',
    detectedBy: { check: 'few-at-once' },
    belief: 'Second tries cost nothing.',
    says: 'When a service is down each request becomes several: maxRetries of the DestinationRule bounds how many of them are under way at once.',
  },
  {
    lab: 'outlier-detection',
    detectedBy: { check: 'out' },
    belief: 'A pod that fails is thrown out for good.',
    says: 'It is out for baseEjectionTime times the number of its ejections and until the proxy next looks (interval), and then gets another chance.',
  },
  {
    lab: 'outlier-detection',
    detectedBy: { layer: 'maxEjectionPercent' },
    belief: 'Whatever fails is thrown out.',
    says: 'maxEjectionPercent is 10 unless told otherwise: of three pods that is less than one, so see whether your rule allows one.',
  },
];
