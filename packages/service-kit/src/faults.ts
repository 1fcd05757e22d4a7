import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';
import type { ServiceConfig } from './config.ts';

type FaultConfig = Pick<
  ServiceConfig,
  'FAULT_ERROR_RATE' | 'FAULT_ERROR_STATUS' | 'FAULT_DELAY_RATE' | 'FAULT_DELAY_MS' | 'FAULT_SEED'
>;

export type Fault = { delayMs: number; errorStatus: number | undefined };

/**
 * Draws what goes wrong with each next request. The same seed draws the same sequence, and as each
 * request takes two draws, the delays stay where they are when the error rate changes.
 */
export function createFaultSequence(config: FaultConfig): () => Fault {
  const random = mulberry32(config.FAULT_SEED);
  return () => {
    const delayed = random() < config.FAULT_DELAY_RATE;
    const failed = random() < config.FAULT_ERROR_RATE;
    return {
      delayMs: delayed ? config.FAULT_DELAY_MS : 0,
      errorStatus: failed ? config.FAULT_ERROR_STATUS : undefined,
    };
  };
}

/** A hook that delays and fails requests as the switches say, or undefined when they are off. */
export function createFaultHook(config: FaultConfig, isExempt: (route: string | undefined) => boolean) {
  if (config.FAULT_ERROR_RATE === 0 && config.FAULT_DELAY_RATE === 0) return undefined;
  const nextFault = createFaultSequence(config);
  return (request: FastifyRequest, _reply: unknown, done: (error?: Error) => void) => {
    if (isExempt(request.routeOptions.url)) return done();
    const { delayMs, errorStatus } = nextFault();
    const go = () =>
      errorStatus === undefined ? done() : done(new Problem(errorStatus, 'injected-fault', 'a fault switch is on'));
    if (delayMs === 0) go();
    else setTimeout(go, delayMs);
  };
}

/** A small well-mixed generator of numbers in [0, 1): Tommy Ettinger's mulberry32. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
