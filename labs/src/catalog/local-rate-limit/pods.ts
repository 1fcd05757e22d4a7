import type { Phase } from '../../bench/evidence.ts';
import type { AccessLine } from '../../envoy/access-line.ts';
import type { TimedAnswer } from '../../statistics/index.ts';

/** What the proxy beside a pod did with what came in. */
export interface LimitedPod {
  name: string;
  /** In the order and by the clock of that proxy, in s since 1970. */
  answers: TimedAnswer[];
  /** Requests of somebody else meanwhile: they take tokens as well. */
  others: number;
  /** Refusals by the filter's own counter; undefined where the proxy keeps none. */
  counted: number | undefined;
}

/** By this the proxy's log tells a refusal from a service's own answer. */
export const isRefusal = ({ details }: AccessLine): boolean => details === 'local_rate_limited';

export const limitedPods = ({ proxies }: Phase): LimitedPod[] =>
  proxies
    .filter(({ side }) => side === 'server')
    .map(({ replica, log, others, growth }) => ({
      name: replica.name,
      answers: log.map((line) => ({ at: Date.parse(line.time) / 1000, allowed: !isRefusal(line) })),
      others: Object.values(others).reduce((sum, count) => sum + count, 0),
      counted: refusalsIn(growth),
    }));

/** A proxy keeps either all of the filter's counters or none, and each request makes one of them grow. */
function refusalsIn(growth: Record<string, number>): number | undefined {
  const own = Object.entries(growth).filter(([name]) => name.includes('.http_local_rate_limit.'));
  if (own.length === 0) return undefined;
  return own.filter(([name]) => name.endsWith('.enforced')).reduce((sum, [, count]) => sum + count, 0);
}

export const allowedBy = ({ answers }: LimitedPod): number => answers.filter(({ allowed }) => allowed).length;

/** From the first request to the last, in s. */
export const lengthOf = ({ answers }: LimitedPod): number =>
  answers.length === 0 ? 0 : answers.at(-1)!.at - answers[0]!.at;

export const othersAt = (pods: readonly LimitedPod[]): number => pods.reduce((sum, { others }) => sum + others, 0);
