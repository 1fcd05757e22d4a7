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
    lab: 'tracing',
    detectedBy: { check: 'falls-apart' },
    belief: 'The lab wants every trace whole.',
    says: 'It wants to see what a forgetful service does: the relay has to leave the trace headers out, so look at what it is told to pass on (FORWARD).',
  },
  {
    lab: 'tracing',
    detectedBy: { layer: 'tracing provider' },
    belief: 'A Telemetry resource says where spans go.',
    says: 'It names a provider, which the configuration of the mesh has to define (extensionProviders): a name that is not among those is passed over in silence.',
  },
  {
    lab: 'logs-and-metrics',
    detectedBy: { check: 'one-id' },
    belief: 'Every proxy gives a request an id of its own.',
    says: 'The first gives it, and x-request-id is kept from then on, as long as each service passes it on; and it is found only where every request is logged.',
  },
  {
    lab: 'logs-and-metrics',
    detectedBy: { check: 'logged-simulation-counts' },
    belief: 'Metrics and logs count different things, so that they need not agree.',
    says: 'Each request is one line and one count: where they differ, something is not logged, or counted elsewhere.',
  },
  {
    lab: 'logs-and-metrics',
    detectedBy: { check: 'logged-queue-counts' },
    belief: 'A proxy keeps all counters that Envoy has.',
    says: 'It keeps those whose names begin as proxyStatsMatcher says, and a service logs from its LOG_LEVEL on: compare the account that differs with the others, and both deployments with each other.',
  },
];
