import type { Hint } from './hint.ts';

/** On which pod or version a request goes to, and what a copy of it does. */
export const routingHints: readonly Hint[] = [
  {
    lab: 'header-routing',
    detectedBy: { check: 'direct-v1' },
    belief: 'The order of the routes does not matter.',
    says: 'The first route that matches is taken, and one without a match takes all: put the route with the condition before the one for the rest.',
  },
  {
    lab: 'header-routing',
    detectedBy: { check: 'carried-v2' },
    belief: 'The mesh passes a header on from hop to hop.',
    says: 'A proxy does not know which outgoing call belongs to which incoming one: the service itself has to pass the header on.',
  },
  {
    lab: 'traffic-shift',
    detectedBy: { check: 'even-share' },
    belief: 'Weights are approximate, so that any share near them will do.',
    says: 'Each request draws by the weights exactly: with this many requests a share outside the region means other weights than those of your sheet.',
  },
  {
    lab: 'traffic-shift',
    detectedBy: { check: 'none-fails' },
    belief: 'Routes and subsets can be changed in any order.',
    says: 'A route to a subset that no DestinationRule defines yet fails requests: define the subset first, then send traffic to it.',
  },
  {
    lab: 'sticky-routing',
    detectedBy: { check: 'three-one-pod' },
    belief: 'A hash policy makes requests sticky whatever they carry.',
    says: 'The hash goes by the header that the rule names: a request without that header goes to any pod.',
  },
  {
    lab: 'sticky-routing',
    detectedBy: { check: 'stay' },
    belief: 'When a pod is added, every key may move.',
    says: 'With a hash ring only about one of n keys moves, and to the new pod: if most moved, no consistent hash was in force.',
  },
  {
    lab: 'mirroring',
    detectedBy: { check: 'every-copy' },
    belief: 'mirrorPercentage may be left out when it is small.',
    says: 'Without mirrorPercentage every request is copied, with it only that share: look at which you wanted.',
  },
  {
    lab: 'mirroring',
    detectedBy: { check: 'answers' },
    belief: 'The caller may get the answer of the copy.',
    says: 'Answers of copies are thrown away: if v2 answered callers, the route itself sends requests there.',
  },
  {
    lab: 'mirroring',
    detectedBy: { check: 'no-other' },
    belief: 'A header that says off keeps a request from being copied.',
    says: 'The route without copies takes only requests with the very value that it names, and all others fall to the route that copies: hold the match against what requests carry (x-dark-launch: off).',
  },
  {
    lab: 'least-request',
    detectedBy: { check: 'slow-gets-less' },
    belief: 'Least request asks all pods and takes the idlest.',
    says: 'Envoy draws two pods and takes the one with fewer requests under way; if the slow pod gets its full part, another policy is in force, or the pod is not slow (FAULT_DELAY_RATE, FAULT_DELAY_MS).',
  },
  {
    lab: 'least-request',
    detectedBy: { check: 'two-choices-leave' },
    belief: 'A slow pod gets nothing under least request.',
    says: 'Both draws fall on the same pod now and then, and then it is taken: it never goes down to zero.',
  },
];
