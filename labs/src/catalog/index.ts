import { canary } from './canary/canary.ts';
import { circuitBreaker } from './circuit-breaker/circuit-breaker.ts';
import { globalRateLimit } from './global-rate-limit/global-rate-limit.ts';
import type { Lab } from './lab.ts';
import { leastRequest } from './least-request/least-request.ts';
import { localRateLimit } from './local-rate-limit/local-rate-limit.ts';
import { mirroring } from './mirroring/mirroring.ts';
import { random } from './random/random.ts';
import { roundRobin } from './round-robin/round-robin.ts';

export type { Lab } from './lab.ts';

/** Every lab, in the order in which the thesis has them. */
export const labs: readonly Lab[] = [
  roundRobin,
  random,
  globalRateLimit,
  localRateLimit,
  canary,
  circuitBreaker,
  mirroring,
  leastRequest,
];

/** @throws RangeError that says which there are */
export function labNamed(name: string): Lab {
  const lab = labs.find((one) => one.name === name);
  if (lab === undefined)
    throw new RangeError(`there is no lab ${name}: there are ${labs.map((one) => one.name).join(', ')}`);
  return lab;
}
