import { abortFault } from './abort-fault/abort-fault.ts';
import { authorization } from './authorization/authorization.ts';
import { canary } from './canary/canary.ts';
import { circuitBreaker } from './circuit-breaker/circuit-breaker.ts';
import { delayFault } from './delay-fault/delay-fault.ts';
import { egress } from './egress/egress.ts';
import { globalRateLimit } from './global-rate-limit/global-rate-limit.ts';
import { headerRouting } from './header-routing/header-routing.ts';
import type { Lab } from './lab.ts';
import { leastRequest } from './least-request/least-request.ts';
import { localRateLimit } from './local-rate-limit/local-rate-limit.ts';
import { logsAndMetrics } from './logs-and-metrics/logs-and-metrics.ts';
import { mirroring } from './mirroring/mirroring.ts';
import { mutualTls } from './mutual-tls/mutual-tls.ts';
import { outlierDetection } from './outlier-detection/outlier-detection.ts';
import { random } from './random/random.ts';
import { retry } from './retry/retry.ts';
import { roundRobin } from './round-robin/round-robin.ts';
import { stickyRouting } from './sticky-routing/sticky-routing.ts';
import { timeout } from './timeout/timeout.ts';
import { tracing } from './tracing/tracing.ts';
import { trafficShift } from './traffic-shift/traffic-shift.ts';

export type { Lab } from './lab.ts';

/** Every lab: those of the thesis in its order, then those of other sources. */
export const labs: readonly Lab[] = [
  roundRobin,
  random,
  globalRateLimit,
  localRateLimit,
  canary,
  circuitBreaker,
  headerRouting,
  trafficShift,
  mirroring,
  leastRequest,
  delayFault,
  abortFault,
  timeout,
  retry,
  outlierDetection,
  mutualTls,
  authorization,
  egress,
  tracing,
  logsAndMetrics,
  stickyRouting,
];

/** @throws RangeError that says which there are */
export function labNamed(name: string): Lab {
  const lab = labs.find((one) => one.name === name);
  if (lab === undefined)
    throw new RangeError(`there is no lab ${name}: there are ${labs.map((one) => one.name).join(', ')}`);
  return lab;
}
