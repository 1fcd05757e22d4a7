import type { Hint } from './hint.ts';

/** On canary releases. */
export const releaseHints: readonly Hint[] = [
  {
    lab: 'canary',
    detectedBy: { check: 'share' },
    belief: 'Weights are dealt out in turn, so that a hundred requests give exactly the share.',
    says: 'Each request draws for itself: read the region that chance allows, and if the share lies outside of it, the weights of your VirtualService are not those of your sheet.',
  },
  {
    lab: 'canary',
    detectedBy: { check: 'amplitude' },
    belief: 'A share that swings by some percentage points shows that the mesh is imprecise.',
    says: 'In windows of a hundred requests chance alone moves the share by several points: only more than that would need another reason.',
  },
  {
    lab: 'canary',
    detectedBy: { check: 'no-failures' },
    belief: 'A subset is there when a route names it.',
    says: "A subset is defined in the DestinationRule by its pods' labels: one that is defined nowhere, or that no pod fits, answers its share of the requests with 503.",
  },
  {
    lab: 'canary',
    detectedBy: { check: 'better-forecaster' },
    belief: 'The version that fails no request is the better one.',
    says: 'Whether v2 forecasts better shows only against what was measured later, with both models on the same observations.',
  },
];
