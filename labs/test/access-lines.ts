import type { AccessLine } from '../src/envoy/access-line.ts';

const usual: AccessLine = {
  time: '2026-01-01T00:00:00.000Z',
  method: 'GET',
  path: '/api/v1/model',
  status: 200,
  flags: '',
  details: 'via_upstream',
  durationMs: 1,
  attempts: 1,
  userAgent: 'lab/run/direct/0',
  requestId: 'request-1',
  traceId: '',
  authority: 'machine-learning-v1:3001',
  peer: '',
  downstream: '10.0.0.1:40000',
  upstream: '10.0.0.2:3001',
  upstreamCluster: 'outbound|3001||machine-learning-v1.weather.svc.cluster.local',
  servedBy: 'pod-1',
  version: 'v1',
  route: 'default',
};

export const accessLine = (different: Partial<AccessLine> = {}): AccessLine => ({ ...usual, ...different });

export const accessLines = (count: number, different: Partial<AccessLine> = {}): AccessLine[] =>
  Array.from({ length: count }, (_, index) => accessLine({ requestId: `request-${index + 1}`, ...different }));

/** The line as a proxy writes it. */
export const written = ({
  durationMs,
  userAgent,
  requestId,
  traceId,
  upstreamCluster,
  servedBy,
  ...same
}: AccessLine): string =>
  JSON.stringify({
    ...same,
    duration_ms: durationMs,
    user_agent: userAgent,
    request_id: requestId,
    trace_id: traceId,
    upstream_cluster: upstreamCluster,
    served_by: servedBy,
  });
