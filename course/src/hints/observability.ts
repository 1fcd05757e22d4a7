import type { Hint } from './hint.ts';

/** On traces, logs and metrics. */
export const observabilityHints: readonly Hint[] = [
  {
    lab: 'tracing',
    detectedBy: { check: 'share' },
    belief: 'Each proxy decides by itself whether a request is traced.',
    says: 'The first proxy on the way decides, and tells the others in the header: a share is that of requests, not of hops.',
  },
  {
    lab: 'tracing',
    detectedBy: { check: 'complete' },
    belief: 'The mesh connects the spans by itself.',
    says: 'A proxy cannot know which call belongs to which: services have to pass the trace headers on.',
  },
  {
    lab: 'logs-and-metrics',
    detectedBy: { check: 'one-id' },
    belief: 'Every proxy gives a request an id of its own.',
    says: 'The first gives it, and x-request-id is kept from then on, as long as each service passes it on.',
  },
  {
    lab: 'logs-and-metrics',
    detectedBy: { check: 'logged-simulation-counts' },
    belief: 'Metrics and logs count different things, so that they need not agree.',
    says: 'Each request is one line and one count: where they differ, something is not logged, or counted elsewhere.',
  },
];
