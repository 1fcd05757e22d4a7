import type { Phase } from '../../bench/evidence.ts';
import { alpha, type Check } from '../../judgement/check.ts';
import { exactCheck, statisticalCheck } from '../../judgement/make-check.ts';
import { plannedIn } from '../../load/sent.ts';
import { quantileTest, sampleQuantile } from '../../statistics/index.ts';
import { isEachAsItHasToBe } from '../all-or-nothing.ts';
import { tickMs } from '../injected-faults.ts';
import { growthOf, isFlagged } from '../joined.ts';
import { type Call, callsOf, handlerTimes } from './calls.ts';

/** Envoy's flag: upstream request timeout. */
const flag = 'UT';
const fewest = 30;
/** How late the refusal may be. */
export const latestMs = (timeoutMs: number) => timeoutMs + Math.max(20, 0.05 * timeoutMs);

const isGivenUp = (call: Call) => call.record.status === 504 && isFlagged(call, flag);

/** @param timeoutMs after how many milliseconds the caller gives up; here and below */
export function checksOf(phase: Phase, timeoutMs: number): Check[] {
  const { slow, fast } = callsOf(phase, timeoutMs);
  const plannedFor = (isMeant: (ms: number) => boolean) =>
    ((plannedIn(phase.load) ?? 0) * handlerTimes.filter(isMeant).length) / handlerTimes.length;
  return [
    slowAreGivenUp(
      slow,
      plannedFor((ms) => ms > timeoutMs),
      timeoutMs,
    ),
    notEarly(slow, timeoutMs),
    notLate(slow, timeoutMs),
    fastAreServed(
      fast,
      plannedFor((ms) => ms < timeoutMs),
      timeoutMs,
    ),
    serviceIsSlow(fast),
    counted(phase, [...slow, ...fast]),
  ];
}

function slowAreGivenUp(slow: readonly Call[], planned: number, timeoutMs: number): Check {
  const givenUp = slow.filter(isGivenUp).length;
  return exactCheck({
    id: 'slow-given-up',
    claim: `every call for which the service takes longer than ${timeoutMs} ms is answered 504 by the caller’s proxy`,
    test: 'exact: all or nothing',
    n: slow.length,
    against: { setting: 'no timeout, or one of 10 s', power: 1 },
    expected: `504 with the flag ${flag} (upstream request timeout) for all ${slow.length}`,
    observed: `${givenUp} of ${slow.length}`,
    holds: isEachAsItHasToBe({ n: slow.length, hits: givenUp, planned }),
    counts: { slow: slow.length, 'given up': givenUp },
  });
}

/** By the client's own stopwatch: it began before the proxy's timer did, whatever the machine was busy with. */
function notEarly(slow: readonly Call[], timeoutMs: number): Check {
  const latencies = slow.filter(isGivenUp).map(({ record }) => record.latencyMs);
  const least = timeoutMs - tickMs;
  const early = latencies.filter((latency) => latency < least).length;
  return exactCheck({
    id: 'not-early',
    claim: `none is given up before ${timeoutMs} ms are over`,
    test: 'exact lower bound on the shortest',
    n: latencies.length,
    against: { setting: `a timeout of ${timeoutMs / 2} ms`, power: 1 },
    expected: `none below ${least} ms: Envoy’s clock moves in ticks of up to ${tickMs} ms`,
    observed:
      latencies.length === 0
        ? 'none was given up'
        : `the first after ${Math.min(...latencies).toFixed(1)} ms, ${early} below`,
    holds: latencies.length < fewest ? undefined : early === 0,
    counts: { early },
  });
}

/** A busy machine makes some late; that it makes most of them late by so much is no accident. */
export function notLate(slow: readonly Call[], timeoutMs: number): Check {
  const durations = slow.flatMap(({ line }) => (line === undefined ? [] : [line.durationMs]));
  const bound = latestMs(timeoutMs);
  const canSay = durations.length >= fewest;
  const { above, most, holds } = canSay
    ? quantileTest(durations, { bound, share: 0.5, alpha })
    : { above: 0, most: 0, holds: undefined };
  return statisticalCheck({
    id: 'not-late',
    claim: `their callers wait for ${timeoutMs} ms and hardly longer, whether the service would take 2 s or 4 s`,
    test: 'one-sided quantile test of the median (sign test), by the clock of the proxy',
    n: durations.length,
    alpha,
    against: { setting: `a timeout of ${(2 * timeoutMs) / 1000} s`, power: 1 },
    expected: `at most ${most} of ${durations.length} above ${bound} ms`,
    observed: canSay
      ? `${above} above; half took at most ${sampleQuantile(durations, 0.5)} ms, nine of ten ${sampleQuantile(durations, 0.9)} ms, the longest ${Math.max(...durations)} ms`
      : 'too few calls',
    holds,
    counts: { above, most },
  });
}

function fastAreServed(fast: readonly Call[], planned: number, timeoutMs: number): Check {
  const served = fast.filter(
    ({ record, line }) => record.status === 200 && record.servedBy !== '' && line?.flags === '',
  ).length;
  return exactCheck({
    id: 'fast-served',
    claim: 'a call that is answered in time is none of the timeout’s business',
    test: `exact: all or nothing, as long as no call is held up until ${timeoutMs} ms are over`,
    n: fast.length,
    against: { setting: 'a timeout of 100 ms', power: 1 },
    expected: `200 from a pod and no flag for all ${fast.length}`,
    observed: `${served} of ${fast.length}`,
    holds: isEachAsItHasToBe({ n: fast.length, hits: served, planned }),
    counts: { fast: fast.length, served },
  });
}

/** What makes the service slow has to be there, or nothing that is seen has to do with it. */
function serviceIsSlow(fast: readonly Call[]): Check {
  const asked = fast.filter(({ handlerMs }) => handlerMs > 0);
  const quick = asked.filter(({ handlerMs, record }) => record.latencyMs < handlerMs - tickMs).length;
  return exactCheck({
    id: 'service-is-slow',
    claim: 'the service takes as long as it is asked to',
    test: 'exact lower bound',
    n: asked.length,
    against: { setting: 'an EnvoyFilter that matches nothing', power: 1 },
    expected: `none that is asked to take ${asked[0]?.handlerMs ?? 0} ms is quicker`,
    observed: `${quick} of ${asked.length} were quicker`,
    holds: asked.length < fewest ? undefined : quick === 0,
    counts: { asked: asked.length, quick },
  });
}

/** The proxy's counter has to tell what its log tells. */
function counted(phase: Phase, calls: readonly Call[]): Check {
  const flagged = calls.filter((call) => isFlagged(call, flag)).length;
  const counter = growthOf(phase, '.upstream_rq_timeout');
  return exactCheck({
    id: 'timeouts-counted',
    role: 'witness',
    claim: 'the client’s proxy counted as many timeouts as its log tells of',
    test: 'conservation of timeouts',
    n: flagged,
    against: undefined,
    expected: `upstream_rq_timeout grows by ${flagged}`,
    observed: `it grew by ${counter}`,
    holds: counter === flagged,
    counts: { [flag]: flagged, upstream_rq_timeout: counter },
  });
}
