import type { Phase } from '../../bench/evidence.ts';
import { service } from './rules.ts';
import { replicasIn } from '../picks.ts';

/** How long message-queue takes, in seconds. */
export const handlerTime = 0.1;

/** As the rule says. */
export const limits = { connections: 1, waiting: 1 };

/** What came of one step of the load. */
export interface StepOutcome {
  concurrency: number;
  /** For how long it was asked, in seconds. */
  seconds: number;
  /** From the first request to the last answer, in seconds. */
  lasted: number;
  sent: number;
  served: number;
  refused: number;
}

export function stepsOf({ load: { plan, records } }: Phase): StepOutcome[] {
  const steps = plan?.tool === 'k6' ? (plan.steps ?? []) : [];
  return steps.map(({ concurrency, seconds }, step) => {
    const own = records.filter((record) => record.step === step);
    const ends = own.map(({ sentAt, latencyMs }) => sentAt + latencyMs);
    return {
      concurrency,
      seconds,
      lasted: own.length === 0 ? 0 : (Math.max(...ends) - Math.min(...own.map(({ sentAt }) => sentAt))) / 1000,
      sent: own.length,
      served: own.filter(({ status }) => status === 200).length,
      refused: own.filter(({ status }) => status === 503).length,
    };
  });
}

export const shareRefused = ({ sent, refused }: StepOutcome) => (sent === 0 ? 0 : refused / sent);

/**
 * How many requests Envoy may have under way at message-queue: the limit, and besides one connection for each endpoint
 * in each pool (one a worker), which it opens whatever the limit.
 */
export function mostUnderWay(phase: Phase): number {
  const workers = phase.proxies.find(({ side }) => side === 'client')?.workers ?? 1;
  return limits.connections + replicasIn(phase, service).length * workers;
}

/** How many a step may serve at most, and at least when somebody always waits. */
export function servedWithin({ concurrency, seconds, lasted }: StepOutcome, underWay: number) {
  const most = underWay * Math.ceil(lasted / handlerTime) + underWay + limits.waiting;
  const isSaturated = concurrency >= 5;
  return { least: isSaturated ? (0.8 * limits.connections * seconds) / handlerTime : 0, most };
}
