import { linesAt, type Phase } from '../../bench/evidence.ts';
import { service } from './rules.ts';
import { replicasIn } from '../picks.ts';

/** How long message-queue is made to take, in seconds. */
export const handlerTime = 0.1;

/** As the rule says. */
export const limits = { connections: 1, waiting: 1 };

/** How many ask at once, and how. */
export const concurrencies = [1, 2, 3, 5, 10, 20];
export const runsEach = 4;
export const secondsPerStep = 1;
/** Else those that are turned away, who have their answer at once, would ask thousands of times. */
export const pauseMs = 100;
/** With so many senders somebody always waits. */
const enoughSenders = 5;

/** With enough senders somebody asks at least each 100 ms: if nobody does for longer than this, the machine stood still. */
const silenceMs = 150;

/** What came of one step of the load. */
export interface StepOutcome {
  concurrency: number;
  /** For how long it was asked, in seconds. */
  seconds: number;
  /** What of that was silence, in seconds. */
  silent: number;
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
    const begins = own.map(({ sentAt }) => sentAt).toSorted((one, other) => one - other);
    const ends = own.map(({ sentAt, latencyMs }) => sentAt + latencyMs);
    return {
      concurrency,
      seconds,
      silent: silenceIn(begins, seconds),
      lasted: own.length === 0 ? 0 : (Math.max(...ends) - begins[0]!) / 1000,
      sent: own.length,
      served: own.filter(({ status }) => status === 200).length,
      refused: own.filter(({ status }) => status === 503).length,
    };
  });
}

/** Seconds in which nobody asked although somebody should have. */
function silenceIn(begins: readonly number[], seconds: number): number {
  if (begins.length === 0) return seconds;
  const end = begins[0]! + seconds * 1000;
  const gaps = begins.map((begin, index) => (begins[index + 1] ?? end) - begin);
  return gaps.filter((gap) => gap > silenceMs).reduce((sum, gap) => sum + (gap - pauseMs) / 1000, 0);
}

export const isSaturated = ({ concurrency }: StepOutcome) => concurrency >= enoughSenders;

export const shareRefused = ({ sent, refused }: StepOutcome) => (sent === 0 ? 0 : refused / sent);

/**
 * How many requests Envoy may have under way at message-queue: the limit, and besides one connection for each endpoint
 * in each pool (one a worker), which it opens whatever the limit.
 */
export function mostUnderWay(phase: Phase): number {
  const workers = phase.proxies.find(({ side }) => side === 'client')?.workers ?? 1;
  return limits.connections + replicasIn(phase, service).length * workers;
}

/** How long message-queue really took, in seconds, as the proxy beside it logged. */
export interface HandlerTimes {
  least: number;
  mean: number;
  most: number;
}

export function handlerTimesIn(phase: Phase): HandlerTimes | undefined {
  const log = linesAt(phase, 'server');
  if (log.length === 0) return undefined;
  const times = log.map(({ durationMs }) => durationMs / 1000);
  return {
    least: Math.min(...times),
    mean: times.reduce((sum, time) => sum + time, 0) / times.length,
    most: Math.max(...times),
  };
}

/** A busy proxy's timer may ring some ms early, and a single request may be held up for long. */
export const tookAsPlanned = ({ least, mean }: HandlerTimes) => least >= 0.9 * handlerTime && mean <= 1.2 * handlerTime;

/** How many a step may serve at most when each takes at least so long: k·⌈D/S⌉ + k + q. */
export const mostServed = ({ lasted }: StepOutcome, underWay: number, least: number): number =>
  underWay * Math.ceil(lasted / least) + underWay + limits.waiting;
