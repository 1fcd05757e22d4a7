import { linesAt, type Phase } from '../../bench/evidence.ts';
import { alpha, type Check } from '../../judgement/check.ts';
import { exactCheck, statisticalCheck } from '../../judgement/make-check.ts';
import { plannedIn } from '../../load/sent.ts';
import { quantileTest, sampleQuantile } from '../../statistics/index.ts';
import { isEachAsItHasToBe } from '../all-or-nothing.ts';
import { tickMs } from '../injected-faults.ts';
import { growthOf, isFlagged } from '../joined.ts';
import { type ByUser, byUser, durationsOf, users } from './users.ts';

/** Beyond the delay and what others take: 2 % of the delay. A busy machine serves a timer some ms late. */
const leeway = 0.02;
/** Envoy's flag: delay injected. */
const flag = 'DI';

/** As long (ms) as whoever is delayed takes at least. */
const leastMs = (delay: number) => 1000 * delay - tickMs;

const seconds = (ms: number) => `${(ms / 1000).toFixed(3)} s`;
const plannedOf = ({ load }: Phase) => plannedIn(load) ?? 0;
const isEnough = ({ jasons, others }: ByUser) => jasons.length >= 30 && others.length >= 60;

/** @param delay that the rule adds, in s; here and below */
export function checksOf(phase: Phase, delay: number): Check[] {
  const asked = byUser(phase);
  return [
    jasonIsDelayed(phase, asked),
    jasonWaits(asked, delay),
    jasonWaitsNoLonger(asked, delay),
    nobodyElse(phase, asked, delay),
    everyAnswer(phase),
    beforeTheService(phase, delay),
    counted(phase, asked),
  ];
}

function jasonIsDelayed(phase: Phase, { jasons }: ByUser): Check {
  const flagged = jasons.filter((request) => isFlagged(request, flag)).length;
  return exactCheck({
    id: 'jason-delayed',
    claim: 'each of jason’s requests is delayed by the rule, as the log of his proxy says',
    test: 'exact: all or nothing',
    n: jasons.length,
    against: { setting: 'a delay for 50 % of them', power: 1 - 0.5 ** jasons.length },
    expected: `${flag} (delay injected) on all ${jasons.length} lines`,
    observed: `${flag} on ${flagged} of ${jasons.length}`,
    holds: isEachAsItHasToBe({ n: jasons.length, hits: flagged, planned: plannedOf(phase) / users.length }),
    counts: { jason: jasons.length, delayed: flagged },
  });
}

/** By the client's own stopwatch: it began before the proxy's timer did, whatever the machine was busy with. */
function jasonWaits(asked: ByUser, delay: number): Check {
  const latencies = asked.jasons.map(({ record }) => record.latencyMs);
  const least = leastMs(delay);
  const early = latencies.filter((latency) => latency < least).length;
  return exactCheck({
    id: 'jason-waits',
    claim: `each of them takes at least ${delay} s`,
    test: 'exact lower bound on the shortest',
    n: latencies.length,
    against: { setting: 'a delay of 2 s', power: 1 },
    expected: `none below ${seconds(least)}: Envoy’s clock moves in ticks of up to ${tickMs} ms`,
    observed: isEnough(asked)
      ? `the shortest took ${seconds(Math.min(...latencies))}, by the clock of the proxy ${seconds(Math.min(...durationsOf(asked.jasons)))}; ${early} were below`
      : 'too few requests',
    holds: isEnough(asked) ? early === 0 : undefined,
    counts: { early },
  });
}

/** A busy machine makes some late; that it makes most of them late by more than it does others is no accident. */
export function jasonWaitsNoLonger(asked: ByUser, delay: number): Check {
  const delayMs = 1000 * delay;
  const [late, others] = [durationsOf(asked.jasons).map((duration) => duration - delayMs), durationsOf(asked.others)];
  const canSay = isEnough(asked) && late.length > 0 && others.length > 0;
  const bound = (canSay ? sampleQuantile(others, 0.5) : 0) + leeway * delayMs;
  const { above, most, holds } = canSay
    ? quantileTest(late, { bound, share: 0.5, alpha })
    : { above: 0, most: 0, holds: undefined };
  return statisticalCheck({
    id: 'jason-no-longer',
    claim: `beyond the ${delay} s, most of them take what others’ requests take`,
    test: 'one-sided quantile test of the median (sign test), by the clock of the proxy',
    n: late.length,
    alpha,
    // Whatever others take, all of them are above the bound then.
    against: { setting: `a delay of ${delay + 1} s`, power: 1 },
    expected: `at most ${most} of ${late.length} above ${Math.round(bound)} ms, which is the others’ median and 2 % of ${delay} s`,
    observed: canSay
      ? `${above} above; jason’s median is ${sampleQuantile(late, 0.5)} ms beyond ${delay} s, the others’ ${sampleQuantile(others, 0.5)} ms`
      : 'too few requests',
    holds,
    counts: { above, most },
  });
}

function nobodyElse(phase: Phase, { others }: ByUser, delay: number): Check {
  const flagged = others.filter((request) => isFlagged(request, flag)).length;
  const slow = others.filter(({ record }) => record.latencyMs >= leastMs(delay)).length;
  return exactCheck({
    id: 'nobody-else',
    claim: 'nobody else’s request is delayed, not even that of Jason or jason2',
    test: `exact: all or nothing, as long as nothing stands still for ${delay} s`,
    n: others.length,
    against: { setting: 'a delay for everybody', power: 1 },
    expected: `${flag} on none of ${others.length} lines, and none as long as ${delay} s`,
    observed: `${flag} on ${flagged}, ${slow} as long as that`,
    holds: isEachAsItHasToBe({
      n: others.length,
      hits: others.length - Math.max(flagged, slow),
      planned: (plannedOf(phase) * (users.length - 1)) / users.length,
    }),
    counts: { others: others.length, delayed: flagged, slow },
  });
}

function everyAnswer(phase: Phase): Check {
  const { load } = phase;
  const n = load.records.length;
  const good = load.records.filter(({ status, servedBy }) => status === 200 && servedBy !== '').length;
  return exactCheck({
    id: 'all-served',
    claim: 'the delay fails no request: in the end the service answers each',
    test: 'exact: all or nothing',
    n,
    against: { setting: 'abort in place of delay', power: 1 },
    expected: `200 from a pod for all ${n}`,
    observed: `200 from a pod for ${good} of ${n}`,
    holds: isEachAsItHasToBe({ n, hits: good, planned: plannedOf(phase) }),
    counts: load.statuses,
  });
}

/** Seen from the service, jason's requests are as quick as all others: they only come later. */
function beforeTheService(phase: Phase, delay: number): Check {
  const log = linesAt(phase, 'server');
  const slow = log.filter(({ durationMs }) => durationMs >= leastMs(delay)).length;
  const longest = Math.max(0, ...log.map(({ durationMs }) => durationMs));
  return exactCheck({
    id: 'before-the-service',
    claim: 'the delay is over before a request reaches the service, whose proxy sees none of it',
    test: `exact: all or nothing, as long as nothing stands still for ${delay} s`,
    n: log.length,
    against: { setting: `a service that takes ${delay} s itself`, power: 1 },
    expected: `at the service none as long as ${delay} s`,
    observed: `${slow} as long as that; the longest took ${seconds(longest)}`,
    holds: isEachAsItHasToBe({ n: log.length, hits: log.length - slow, planned: plannedOf(phase) }),
    counts: { slow },
  });
}

/** The proxy's counter has to tell what its log tells. */
function counted(phase: Phase, { jasons, others }: ByUser): Check {
  const flagged = [...jasons, ...others].filter((request) => isFlagged(request, flag)).length;
  const counter = growthOf(phase, '.fault.delays_injected');
  return exactCheck({
    id: 'delays-counted',
    role: 'witness',
    claim: 'the client’s proxy counted as many delays as its log tells of',
    test: 'conservation of delays',
    n: flagged,
    against: undefined,
    expected: `fault.delays_injected grows by ${flagged}`,
    observed: `it grew by ${counter}`,
    holds: counter === flagged,
    counts: { [flag]: flagged, delays_injected: counter },
  });
}
