import type { Phase } from '../../bench/evidence.ts';
import type { AccessLine } from '../../envoy/access-line.ts';
import type { Check } from '../../judgement/check.ts';
import { exactCheck } from '../../judgement/make-check.ts';
import { counted } from '../counters.ts';
import { mostAtOnce } from '../under-way.ts';
import { inWords } from '../in-words.ts';
import { bounded, failing, retriesInStorm as retries } from './rules.ts';
import { furtherTries, outcomesAt, triesAt } from './tries.ts';

/** How long the service takes to fail, in ms; its timer may ring a little early. */
const failsAfterMs = 98;

/** Below it nothing is said. */
const fewest = 50;

const noBound = { setting: 'no limit (maxRetries left out)', power: 1 };

/**
 * Of requests at a steady rate to a service that fails them all, half of them under a limit.
 *
 * @param places requests under the limit that may be in a further try at once; here and below
 */
export const checksOfStorm = (phase: Phase, places: number): Check[] => [
  multiplied(phase),
  fewAtOnce(phase, places),
  littleMore(phase, places),
  refusalsCounted(phase),
];

function multiplied(phase: Phase): Check {
  const outcomes = outcomesAt(phase, failing);
  const tries = triesAt(phase, failing).length;
  const off = outcomes.filter((outcome) => outcome.tries !== retries + 1).length;
  return exactCheck({
    id: 'storm',
    claim: `a service that is down is asked ${retries + 1} times for each request`,
    test: 'exact: (attempts + 1) × requests',
    n: outcomes.length,
    against: { setting: 'no second tries', power: 1 },
    expected: `${retries + 1} × ${outcomes.length} = ${(retries + 1) * outcomes.length} tries`,
    observed: `${tries} tries; ${off} requests with another number than ${retries + 1}`,
    holds: outcomes.length < fewest ? undefined : off === 0 && tries === (retries + 1) * outcomes.length,
    counts: { requests: outcomes.length, tries },
  });
}

function fewAtOnce(phase: Phase, places: number): Check {
  const again = furtherTries(triesAt(phase, bounded));
  const most = mostAtOnce(again);
  return exactCheck({
    id: 'few-at-once',
    claim: `with maxRetries ${places}, never more than ${places} further tries are at the service at once`,
    test: 'exact bound: maxRetries',
    n: again.length,
    against: noBound,
    expected: `at most ${places}`,
    observed: `${most} at most; without the limit ${mostAtOnce(furtherTries(triesAt(phase, failing)))}`,
    holds: outcomesAt(phase, bounded).length < fewest ? undefined : most <= places,
    counts: { most },
  });
}

/**
 * How many tries may come of a number of requests: each further one keeps one of the places for as long as the service
 * takes, so from the first of them to the last a place sees no more than fit in one after the other.
 */
function mostTries(requests: number, again: readonly AccessLine[], places: number): number {
  const times = again.map(({ time }) => Date.parse(time));
  if (times.length === 0) return requests;
  const span = Math.max(...times) - Math.min(...times);
  return requests + places * (Math.floor(span / failsAfterMs) + 1);
}

function littleMore(phase: Phase, places: number): Check {
  const requests = outcomesAt(phase, bounded).length;
  const all = triesAt(phase, bounded);
  const again = furtherTries(all);
  const most = mostTries(requests, again, places);
  const isFaster = again.some(({ durationMs }) => durationMs < failsAfterMs);
  return exactCheck({
    id: 'load',
    claim: `so the service has little more to do than without second tries, and not ${inWords(retries + 1)} times as much`,
    test: 'exact bound of a queue with known limits: requests + maxRetries × (⌊time ÷ 98 ms⌋ + 1)',
    n: requests,
    against: noBound,
    expected: `at most ${most} tries, ${timesOf(most, requests)}`,
    observed: `${all.length} tries of ${requests} requests, ${timesOf(all.length, requests)}`,
    holds: requests < fewest || isFaster ? undefined : all.length <= most,
    counts: { requests, tries: all.length, most },
  });
}

const timesOf = (tries: number, requests: number) => `${(tries / Math.max(1, requests)).toFixed(2)} times the requests`;

function refusalsCounted(phase: Phase): Check {
  const outcomes = outcomesAt(phase, bounded);
  const cutShort = outcomes.filter(({ tries }) => tries <= retries).length;
  const overflow = counted(phase, bounded, 'upstream_rq_retry_overflow');
  return exactCheck({
    id: 'overflow',
    claim: 'whatever was tried less often, was so because no place was free',
    test: "conservation: requests with fewer tries = growth of the proxy's upstream_rq_retry_overflow",
    n: outcomes.length,
    // There nothing overflows.
    against: { setting: 'attempts 0', power: 1 },
    expected: `the counter grows by ${cutShort}`,
    observed: `${cutShort} requests with fewer than ${retries + 1} tries, and the counter grew by ${overflow}`,
    holds: outcomes.length < fewest ? undefined : cutShort === overflow,
    counts: { 'cut short': cutShort, upstream_rq_retry_overflow: overflow },
  });
}
