import { createFaultSequence } from '@weather/service-kit/faults';
import { linesAt, type Phase } from '../../bench/evidence.ts';
import type { AccessLine } from '../../envoy/access-line.ts';
import { servicePort } from '../names.ts';
import { fault } from './rules.ts';

/** What became of one request: how often it was tried, and what its client was answered. */
export interface Outcome {
  tries: number;
  status: number;
}

const isFor =
  (service: string) =>
  ({ authority }: AccessLine) =>
    authority === `${service}:${servicePort}`;

/** Requests of the client to a service, in the order of sending, as its proxy tells of them. */
export const outcomesAt = (phase: Phase, service: string): Outcome[] =>
  linesAt(phase, 'client')
    .filter(isFor(service))
    .toSorted((one, other) => indexOf(one) - indexOf(other))
    .map(({ attempts, status }) => ({ tries: attempts, status }));

/** The user agent ends in the request's place in the order of sending. */
const indexOf = ({ userAgent }: AccessLine) => Number(userAgent.slice(userAgent.lastIndexOf('/') + 1));

/** Each try that came to the pod under a service's name, in order, as the proxy beside the pod tells of it. */
export const triesAt = (phase: Phase, service: string): AccessLine[] => linesAt(phase, 'server').filter(isFor(service));

/** Those among them that were not the first of their request. */
export function furtherTries(tries: readonly AccessLine[]): AccessLine[] {
  const seen = new Set<string>();
  return tries.filter(({ userAgent }) => {
    const isFurther = seen.has(userAgent);
    seen.add(userAgent);
    return isFurther;
  });
}

/** More than two attempts of a run make a service draw. */
const drawsToSearch = 10_000;

/** Whether the service fails its tries, from its start on: drawn as it draws them itself. */
function drawnFaults(): boolean[] {
  const next = createFaultSequence({
    FAULT_ERROR_RATE: fault.rate,
    FAULT_ERROR_STATUS: fault.status,
    FAULT_DELAY_RATE: 0,
    FAULT_DELAY_MS: 0,
    FAULT_SEED: fault.seed,
  });
  return Array.from({ length: drawsToSearch }, () => next().errorStatus !== undefined);
}

/**
 * The service's faults from the first of these tries on. Where in its row of draws it stood then is found by the tries
 * themselves: a hundred of them fit in one place only.
 *
 * @returns undefined when they fit nowhere
 */
export function faultsFrom(tries: readonly AccessLine[]): boolean[] | undefined {
  const drawn = drawnFaults();
  const seen = tries.map(({ status }) => status === fault.status);
  for (let start = 0; start + seen.length <= drawn.length; start++)
    if (seen.every((failed, index) => failed === drawn[start + index])) return drawn.slice(start);
  return undefined;
}

/** What becomes of requests sent one after the other, each tried until it is served, but `retries` times again at most. */
export function foretold(faults: readonly boolean[], requests: number, retries: number): Outcome[] {
  let next = 0;
  return Array.from({ length: requests }, () => {
    let tries = 0;
    let failed = true;
    while (failed && tries <= retries) {
      failed = faults[next++] ?? false;
      tries++;
    }
    return { tries, status: failed ? fault.status : 200 };
  });
}
