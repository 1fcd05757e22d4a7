import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { exactCheck } from '../../judgement/make-check.ts';
import {
  handlerTimesIn,
  type HandlerTimes,
  isSaturated,
  limits,
  mostServed,
  mostUnderWay,
  type StepOutcome,
  tookAsPlanned,
} from './steps.ts';

/** Fewer runs with enough senders say little. */
const fewest = 10;
/** Of the time the connection is busy at least so much: the rest is for opening it anew after each third request. */
const busyShare = 0.8;

/** How many are served follows from how long one takes, which is read from the log; where it is not what was planned, nothing does. */
export function checksOfServed(phase: Phase, steps: readonly StepOutcome[]): Check[] {
  const times = handlerTimesIn(phase);
  const saturated = steps.filter(isSaturated);
  const isJudgeable = saturated.length >= fewest && times !== undefined && tookAsPlanned(times);
  return [servedAtMost(phase, steps, { times, isJudgeable }), servedAtLeast(saturated, { times, isJudgeable })];
}

interface Judged {
  times: HandlerTimes | undefined;
  isJudgeable: boolean;
}

const ms = (seconds: number) => `${Math.round(1000 * seconds)} ms`;

const timesText = (times: HandlerTimes | undefined) =>
  times === undefined
    ? 'message-queue logged nothing'
    : `message-queue took ${ms(times.least)} to ${ms(times.most)}, ${ms(times.mean)} on average`;

/** No more fit in, however fast or slow the machine is: so many at once, each of which took at least so long. */
function servedAtMost(phase: Phase, steps: readonly StepOutcome[], { times, isJudgeable }: Judged): Check {
  const underWay = mostUnderWay(phase);
  const bounded = steps.map((step) => ({ ...step, most: mostServed(step, underWay, times?.least ?? Infinity) }));
  const over = bounded.filter(({ served, most }) => served > most);
  const saturated = bounded.filter(isSaturated);
  return exactCheck({
    id: 'served-most',
    claim: 'no more are served than fit in: so many at once, each of which takes its time',
    test: 'exact bound of a queue with known limits: k·⌈D/S⌉ + k + q, S the shortest time that was logged',
    n: steps.length,
    against: { setting: 'limits of 1024', power: 1 },
    expected: `with five senders and more, at most ${rangeOf(saturated.map(({ most }) => most))} a run (k = ${underWay}, q = ${limits.waiting})`,
    observed: `${rangeOf(saturated.map(({ served }) => served))} a run with five senders and more; ${over.length} of ${steps.length} runs above their bound; ${timesText(times)}`,
    holds: isJudgeable ? over.length === 0 : undefined,
    counts: Object.fromEntries(
      bounded.map(({ concurrency, served }, index) => [`run ${index + 1}, ${concurrency} senders`, served]),
    ),
  });
}

/**
 * A breaker that turns everybody away breaks no upper bound. This one is no law of logic: it rests on the proxy's handing
 * the next request over within a quarter of the handler time. All runs are taken together and what stood still is left
 * out, so that a machine that stalls for a moment breaks nothing.
 */
function servedAtLeast(saturated: readonly StepOutcome[], { times, isJudgeable }: Judged): Check {
  const sum = (of: (step: StepOutcome) => number) => saturated.reduce((total, step) => total + of(step), 0);
  const served = sum((step) => step.served);
  const silent = sum((step) => step.silent);
  const asked = sum((step) => step.seconds) - silent;
  const least = (busyShare * limits.connections * asked) / (times?.mean ?? Infinity);
  return exactCheck({
    id: 'served-least',
    claim: 'where there are enough senders, the one connection is hardly ever idle',
    test: `bound of a queue with known limits, as long as the next one is handed over within 25 ms, over all runs with five senders and more: ${busyShare}·maxConnections·D/S, D the time in which they asked, S the mean time that was logged`,
    n: saturated.length,
    against: { setting: 'a breaker that stays open for half of the time', power: 1 },
    expected: `at least ${Math.ceil(least)} in all ${saturated.length} runs`,
    observed: `${served} in ${asked.toFixed(1)} s${silent > 0 ? ` (${silent.toFixed(1)} s more in which nobody asked)` : ''}; ${timesText(times)}`,
    holds: isJudgeable ? served >= least : undefined,
    counts: { served, runs: saturated.length },
  });
}

const rangeOf = (values: readonly number[]) =>
  values.length === 0 ? 'none' : `${Math.min(...values)} to ${Math.max(...values)}`;
