import type { Hint } from './hint.ts';

/** On round robin and random balancing. */
export const balancingHints: readonly Hint[] = [
  {
    lab: 'round-robin',
    detectedBy: { check: 'direct-order' },
    belief: 'Istio balances by round robin unless told otherwise.',
    says: 'Since Istio 1.14 the default is LEAST_REQUEST: see whether your rule says ROUND_ROBIN, for this very host.',
  },
  {
    lab: 'round-robin',
    detectedBy: { check: 'pushed-order' },
    belief: 'A proxy has one place in the circle.',
    says: "Each worker thread of a proxy goes round by itself: what all of them send together is a shuffle of several circles, so look at one worker's requests.",
  },
  {
    lab: 'round-robin',
    detectedBy: { check: 'direct-evenness' },
    belief: 'Even shares prove round robin.',
    says: 'Random choice gives even shares too, in the long run; only the order tells them apart.',
  },
  {
    lab: 'random',
    detectedBy: { check: 'independence' },
    belief: 'A test of the shares is enough to see how requests are balanced.',
    says: 'Round robin passes every test of the shares: look at which pod follows which.',
  },
  {
    lab: 'random',
    detectedBy: { check: 'even-shares' },
    belief: 'Random means that the same pod is not chosen twice in a row.',
    says: 'Every request draws anew, so repeats belong to it; shares this uneven do not: is each pod among the endpoints?',
  },
];
