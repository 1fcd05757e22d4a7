import type { Phase } from '../../bench/evidence.ts';
import { alpha, type Check } from '../../judgement/check.ts';
import { statisticalCheck } from '../../judgement/make-check.ts';
import { binomialPower, binomialRegion, binomialUpperTail } from '../../statistics/index.ts';
import { countsOf, replicasIn, servedBy } from '../picks.ts';
import type { Prediction } from './prediction.ts';
import { busyRequests, pods, service, slow } from './traffic.ts';

/** What the pods of one phase got. */
export interface PodShares {
  /** The slow one last. */
  members: string[];
  picks: string[];
  /** Requests that the slow one got. */
  slowGot: number;
}

export function sharesIn(phase: Phase): PodShares {
  const members = [service, slow].flatMap((workload) => replicasIn(phase, workload).map(({ name }) => name));
  const picks = servedBy(phase.load.records).filter((pick) => members.includes(pick));
  const isSlow = new Set(replicasIn(phase, slow).map(({ name }) => name));
  return { members, picks, slowGot: picks.filter((pick) => isSlow.has(pick)).length };
}

export const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

const isEnough = ({ members, picks }: PodShares) => members.length === pods && picks.length >= busyRequests / 2;

/**
 * A policy that looks at what pods have to do gives a slow one less than its share. How often it does not, although two
 * choices were made, follows from the prediction; that RANDOM does, from its own share.
 */
export function slowGetsLess(phase: Phase, predicted: Prediction | undefined): Check {
  const shares = sharesIn(phase);
  const { members, picks, slowGot } = shares;
  const n = Math.max(1, picks.length);
  const { low } = binomialRegion({ n, p: 1 / pods, alpha: 2 * alpha });
  return statisticalCheck({
    id: 'slow-gets-less',
    claim: `with ${phase.load.plan?.concurrency ?? 'several'} senders at once the slow pod gets less than its part of the requests`,
    test: `exact binomial test of the share 1/${pods}, one-sided`,
    n: picks.length,
    alpha: predicted === undefined ? 1 : binomialUpperTail(low, { n, p: predicted.share.high }),
    against: { setting: 'RANDOM', power: 1 - binomialPower({ n, p: 1 / pods, region: { low, high: n } }) },
    expected: `fewer than ${low} of ${picks.length}, which an equal part would be once in ${1 / alpha} runs`,
    observed: `${slowGot} of ${picks.length}, ${percent(slowGot / n)}`,
    holds: isEnough(shares) && predicted !== undefined ? slowGot < low : undefined,
    counts: countsOf(picks, members),
  });
}

/** Both draws fall on the same pod now and then: then even the busiest is taken. */
export function twoChoicesLeave(phase: Phase): Check {
  const shares = sharesIn(phase);
  const { members, picks, slowGot } = shares;
  const n = Math.max(1, picks.length);
  const least = 1 / pods ** 2;
  const { low } = binomialRegion({ n, p: least, alpha: 2 * alpha });
  return statisticalCheck({
    id: 'two-choices-leave',
    claim: `the slow pod is not left out: both draws fall on it once in ${pods ** 2} requests, and then it is taken`,
    test: `exact binomial test of the share 1/${pods ** 2}, one-sided`,
    n: picks.length,
    alpha,
    against: {
      setting: 'a policy that always finds an idle pod',
      power: binomialPower({ n, p: 0, region: { low, high: n } }),
    },
    expected: `at least ${low} of ${picks.length}`,
    observed: `${slowGot} of ${picks.length}, ${percent(slowGot / n)}`,
    holds: isEnough(shares) ? slowGot >= low : undefined,
    counts: countsOf(picks, members),
  });
}

/** A share between that of two choices, about a ninth, and that of RANDOM, a third. */
const between = {
  share: 0.2,
  setting: 'a policy that gives the slow pod a fifth of the requests; RANDOM gives it a third',
};

/** What two choices predict under this very load. */
export function asPredicted(phase: Phase, predicted: Prediction | undefined): Check {
  const shares = sharesIn(phase);
  const { picks, members, slowGot } = shares;
  const n = Math.max(1, picks.length);
  return statisticalCheck({
    id: 'as-predicted',
    claim: 'the slow pod gets the share that two choices predict, given how long the pods took',
    test: 'exact binomial test, two-sided, of the share in a simulation of two choices with replacement, in a closed loop with the latencies that were measured',
    n: picks.length,
    alpha,
    against:
      predicted === undefined
        ? undefined
        : { setting: between.setting, power: binomialPower({ n, p: between.share, region: predicted.region }) },
    expected:
      predicted === undefined
        ? 'nothing: not every pod answered all the time'
        : `${predicted.region.low} to ${predicted.region.high} of ${picks.length}: ${percent(predicted.share.mean)} (${percent(predicted.share.low)} to ${percent(predicted.share.high)}, by the part of the load whose latencies are taken), and chance`,
    observed: `${slowGot} of ${picks.length}, ${percent(slowGot / n)}`,
    holds:
      isEnough(shares) && predicted !== undefined
        ? slowGot >= predicted.region.low && slowGot <= predicted.region.high
        : undefined,
    counts: countsOf(picks, members),
  });
}
