import type { Phase } from '../../bench/evidence.ts';
import { alpha, type Check } from '../../judgement/check.ts';
import { exactCheck, statisticalCheck } from '../../judgement/make-check.ts';
import { sentIn } from '../../load/sent.ts';
import { binomialPower, binomialRegion } from '../../statistics/index.ts';
import { counted } from '../counters.ts';
import { fault, flaky } from './rules.ts';
import { faultsFrom, foretold, type Outcome, outcomesAt, triesAt } from './tries.ts';

/** Below it nothing is said. */
const fewest = 100;

/** Share that is served in the end. */
export const servedShare = (further: number) => 1 - fault.rate ** (further + 1);

/**
 * Of one sender's requests to a service that fails half of its tries.
 *
 * @param retries further tries that the rule allows a request; here and below
 */
export const checksOfFlaky = (phase: Phase, retries: number): Check[] => [
  asForetold(phase, retries),
  share(phase, retries),
  atMost(phase, retries),
  isSeeded(phase),
  sameNumber(phase),
];

function asForetold(phase: Phase, retries: number): Check {
  const outcomes = outcomesAt(phase, flaky);
  const faults = faultsFrom(triesAt(phase, flaky));
  const expected = foretold(faults ?? [], outcomes.length, retries);
  const off = outcomes.findIndex((outcome, index) => textOf(outcome) !== textOf(expected[index]!));
  return exactCheck({
    id: 'each-request',
    claim: `each request is tried until it is served, and after ${retries + 1} failures given up`,
    test: "exact: what the service's seeded faults foretell of every request",
    n: outcomes.length,
    // Caught by the first request that would have needed the last try: of three each eighth does.
    against: { setting: `attempts ${retries - 1}`, power: 1 - (1 - fault.rate ** retries) ** outcomes.length },
    expected: `${outcomes.length} requests as foretold: ${countsText(expected, retries)}`,
    observed: `${countsText(outcomes, retries)}; ${off === -1 ? 'each as foretold' : `request ${off + 1}: ${textOf(outcomes[off]!)}, foretold was ${textOf(expected[off]!)}`}`,
    holds: outcomes.length < fewest || faults === undefined ? undefined : off === -1,
    counts: countsOf(outcomes, retries),
  });
}

const textOf = ({ tries, status }: Outcome) => `${status} after ${tries === 1 ? 'one try' : `${tries} tries`}`;

/** How many requests were served by which try, and how many by none. */
export function countsOf(outcomes: readonly Outcome[], retries: number): Record<string, number> {
  const of = (label: string, isIt: (outcome: Outcome) => boolean) => [label, outcomes.filter(isIt).length] as const;
  const most = Math.max(retries + 1, ...outcomes.map(({ tries }) => tries));
  return Object.fromEntries([
    ...Array.from({ length: most }, (_, index) =>
      of(`served by try ${index + 1}`, ({ tries, status }) => status === 200 && tries === index + 1),
    ),
    of('not served', ({ status }) => status !== 200),
  ]);
}

const countsText = (outcomes: readonly Outcome[], retries: number) => {
  const counts = Object.values(countsOf(outcomes, retries));
  return `${counts.slice(0, -1).join(' + ')} served by the first, second ... try, ${counts.at(-1)} by none`;
};

const superscripts = '⁰¹²³⁴⁵⁶';

export function share({ load: { statuses } }: Phase, retries: number): Check {
  const n = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const served = statuses['200'] ?? 0;
  const p = servedShare(retries);
  const region = binomialRegion({ n: Math.max(1, n), p, alpha });
  // Between one attempt and two there is too little for 300 requests.
  const wrong = retries > 2 ? 1 : 0;
  const power = binomialPower({ n: Math.max(1, n), p: servedShare(wrong), region });
  return statisticalCheck({
    id: 'share',
    claim: `the client sees 1 − p${superscripts[retries + 1]} of its requests served: ${(100 * p).toFixed(1)} %, where the service fails ${100 * fault.rate} % of its tries`,
    test: 'exact binomial test',
    n,
    alpha,
    against: { setting: `attempts ${wrong}`, power },
    expected: `from ${region.low} to ${region.high} of ${n}`,
    observed: `${served} of ${n}`,
    holds: n < fewest ? undefined : served >= region.low && served <= region.high,
    counts: { served, 'not served': n - served },
  });
}

function atMost(phase: Phase, retries: number): Check {
  const outcomes = outcomesAt(phase, flaky);
  const byRequest = new Map<string, number>();
  for (const { userAgent } of triesAt(phase, flaky)) byRequest.set(userAgent, (byRequest.get(userAgent) ?? 0) + 1);
  const most = Math.max(0, ...byRequest.values(), ...outcomes.map(({ tries }) => tries));
  return exactCheck({
    id: 'at-most',
    claim: `no request comes to the service more than ${retries + 1} times`,
    test: 'exact bound: attempts + 1',
    n: outcomes.length,
    against: { setting: 'attempts 20', power: 1 - servedShare(retries) ** outcomes.length },
    expected: `at most ${retries + 1} tries`,
    observed: `at most ${most}, by the log of either proxy`,
    holds: outcomes.length < fewest ? undefined : most <= retries + 1,
    counts: { most },
  });
}

/** Whether all that is foretold stands on firm ground: nobody else asked the service, and its log is whole. */
function isSeeded(phase: Phase): Check {
  const tries = triesAt(phase, flaky);
  const faults = faultsFrom(tries);
  const failed = tries.filter(({ status }) => status === fault.status).length;
  return exactCheck({
    id: 'seeded',
    role: 'witness',
    claim: `the service fails those tries that its seed (${fault.seed}) says`,
    test: "exact: the service's row of draws, made once more",
    n: tries.length,
    against: undefined,
    expected: `${tries.length} tries as drawn`,
    observed: `${failed} of ${tries.length} failed, ${faults === undefined ? 'not as drawn' : 'each as drawn'}`,
    holds: tries.length < fewest ? undefined : faults !== undefined,
    counts: { tries: tries.length, failed },
  });
}

/** All who count tries: both proxies in their logs, the client's in its counters, the service. */
function sameNumber(phase: Phase): Check {
  const byClient = outcomesAt(phase, flaky).reduce((sum, { tries }) => sum + tries, 0);
  const byCounter = sentIn(phase.load) + counted(phase, flaky, 'upstream_rq_retry');
  const byServer = triesAt(phase, flaky).length;
  const byService = phase.services
    .filter(({ replica }) => replica.workload === flaky)
    .flatMap(({ answers }) => Object.values(answers))
    .reduce((sum, count) => sum + count, 0);
  return exactCheck({
    id: 'tries',
    role: 'witness',
    claim:
      'log and counters of the client’s proxy, the log of the proxy beside the service and the service tell of as many tries',
    test: 'conservation of tries',
    n: byClient,
    against: undefined,
    expected: 'all four the same',
    observed: `${byClient} in the client's log, ${byCounter} by its counters, ${byServer} in the service's log, ${byService} by its own count`,
    holds: new Set([byClient, byCounter, byServer, byService]).size === 1,
    counts: { 'client log': byClient, 'client counters': byCounter, 'server log': byServer, service: byService },
  });
}
