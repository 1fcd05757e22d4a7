import { linesAt, type Phase } from '../../bench/evidence.ts';
import { alpha, type Check } from '../../judgement/check.ts';
import { chanceText } from '../../judgement/chance-text.ts';
import { exactCheck, statisticalCheck } from '../../judgement/make-check.ts';
import { kendall } from '../../statistics/index.ts';
import { isEachAsItHasToBe } from '../all-or-nothing.ts';
import { mostAtOnce } from '../under-way.ts';
import { checksOfServed } from './served.ts';
import { mostUnderWay, shareRefused, type StepOutcome, stepsOf } from './steps.ts';
import { refusalsAreOverflows, refusesItself, servedOrRefused } from './thesis.ts';

const noLimit = 'limits of 1024';
export const leastTau = 0.7;
/** How many one sender asks follows from how long each takes: some twenty in all its runs. */
const fewestAlone = 10;
/** Fewer runs say little of a trend. */
const fewestRuns = 18;

/** What holds of a known handler time under known limits. */
export function checksOfSteps(phase: Phase): Check[] {
  const steps = stepsOf(phase);
  return [
    aloneIsServed(steps),
    shareRises(steps),
    ...checksOfServed(phase, steps),
    fewAtTheService(phase),
    eachStepAnswered(phase, steps),
    refusalsAreOverflows(phase, 'overflow'),
    refusalsAreMarked(phase),
  ];
}

function aloneIsServed(steps: readonly StepOutcome[]): Check {
  const alone = steps.filter(({ concurrency }) => concurrency === 1);
  const sent = alone.reduce((sum, step) => sum + step.sent, 0);
  const refused = alone.reduce((sum, step) => sum + step.refused, 0);
  return exactCheck({
    id: 'alone',
    claim: 'whoever asks alone is never turned away',
    test: `exact: none of ${fewestAlone} or more`,
    n: sent,
    against: { setting: 'no place to wait (http1MaxPendingRequests 0)', power: 1 },
    expected: 'no 503 with one sender',
    observed: `${refused} × 503 of ${sent} requests of one sender`,
    holds: refused > 0 ? false : sent < fewestAlone ? undefined : true,
    counts: { sent, refused },
  });
}

/**
 * Under the right rule the shares of neighbouring numbers of senders lie many standard deviations apart, and were two of
 * them swapped altogether, τ-b would still be above 0.75.
 */
export function shareRises(steps: readonly StepOutcome[]): Check {
  const { tau, p } = trendOf(steps);
  return statisticalCheck({
    id: 'trend',
    claim: 'the more ask at once, the larger is the share that is turned away',
    test: "Kendall's rank correlation τ-b, runs in random order",
    n: steps.length,
    // The chance of a smaller τ-b although the rule is right. The calibration has none in 30,000 simulated runs, so that it
    // is at most 3/30,000 with 95 % confidence. What decides is τ-b: the p beside it is that of the opposite, of no trend.
    alpha,
    // Without limits nobody is turned away: all shares are equal, and τ-b is 0.
    against: { setting: noLimit, power: 1 },
    expected: `τ-b of at least ${leastTau}`,
    observed: `τ-b = ${tau.toFixed(2)} (as much or more by chance, were there no trend: ${chanceText(p)})`,
    holds: steps.length < fewestRuns ? undefined : tau >= leastTau,
    counts: byConcurrency(steps),
  });
}

const trendOf = (steps: readonly StepOutcome[]) =>
  steps.length < 2
    ? { tau: 0, p: 1 }
    : kendall(
        steps.map(({ concurrency }) => concurrency),
        steps.map(shareRefused),
      );

const byConcurrency = (steps: readonly StepOutcome[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { concurrency, sent, refused } of steps.toSorted((a, b) => a.concurrency - b.concurrency)) {
    counts[`sent by ${concurrency}`] = (counts[`sent by ${concurrency}`] ?? 0) + sent;
    counts[`refused of ${concurrency}`] = (counts[`refused of ${concurrency}`] ?? 0) + refused;
  }
  return counts;
};

function fewAtTheService(phase: Phase): Check {
  const underWay = mostUnderWay(phase);
  const log = linesAt(phase, 'server');
  const most = mostAtOnce(log);
  return exactCheck({
    id: 'at-the-service',
    claim: 'the service never has more of them at once than there are connections',
    test: 'exact bound: maxConnections + endpoints × pools',
    n: log.length,
    against: { setting: noLimit, power: 1 },
    expected: `at most ${underWay} at once`,
    observed: `${most} at once at most`,
    holds: log.length === 0 ? undefined : most <= underWay,
    counts: { most },
  });
}

function eachStepAnswered(phase: Phase, steps: readonly StepOutcome[]): Check {
  const whole = servedOrRefused(phase, phase.load.records.length, 'all-answered');
  const off = steps.filter(({ sent, served, refused }) => served + refused !== sent);
  return off.length === 0
    ? whole
    : { ...whole, result: 'fails', observed: `${whole.observed}, off in ${off.length} runs` };
}

function refusalsAreMarked({ load }: Phase): Check {
  const refused = load.records.filter(({ status }) => status === 503);
  const marked = refused.filter(({ marks }) => marks['x-envoy-overloaded'] === 'true');
  return exactCheck({
    id: 'marked',
    claim: 'each 503 says by its header x-envoy-overloaded that it is a circuit breaker’s',
    test: 'exact: all or nothing',
    n: refused.length,
    against: refusesItself,
    expected: `the header on ${refused.length} answers`,
    observed: `the header on ${marked.length} of ${refused.length} × 503`,
    // How many are turned away nobody plans.
    holds: isEachAsItHasToBe({ n: refused.length, hits: marked.length, planned: 0 }),
    counts: { 503: refused.length, 'x-envoy-overloaded': marked.length },
  });
}
