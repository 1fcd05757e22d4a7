import { performSimulationPath } from '@weather/contracts';
import { linesAt, type Phase } from '../../bench/evidence.ts';
import type { AccessLine } from '../../envoy/access-line.ts';
import type { Check } from '../../judgement/check.ts';
import { exactCheck } from '../../judgement/make-check.ts';
import type { RequestRecord } from '../../load/plan.ts';
import { plannedIn } from '../../load/sent.ts';
import { checkFixedWindows, type TimedAnswer, type Window } from '../../statistics/index.ts';
import { isEachAsItHasToBe } from '../all-or-nothing.ts';
import { slowest, unlessStalled } from '../stalls.ts';

export const asked = { method: 'POST', route: performSimulationPath };

/** In s: what the clocks of the gateway and of the limiter may differ by, and what a question may take on its way. */
export const guard = 2;

const isRefusal = ({ status, flags, details }: AccessLine) =>
  status === 429 && flags.split(',').includes('RL') && details === 'request_rate_limited';

/** What the gateway answered, by its clock in s since 1970. */
export const answersOf = (phase: Phase): TimedAnswer[] =>
  linesAt(phase, 'gateway')
    .map((line) => ({ at: Date.parse(line.time) / 1000, allowed: !isRefusal(line) }))
    .toSorted((one, other) => one.at - other.at);

/** A request that the gateway had for longer may have been counted in another minute than its own. */
const isStalled = (phase: Phase) => slowest(linesAt(phase, 'gateway')) > 1000 * guard;

/** Simulations that somebody else asked for: they count against the same limit. */
const othersIn = ({ proxies }: Phase): number =>
  proxies
    .filter(({ side }) => side === 'gateway')
    .reduce((sum, { others }) => sum + (others[`POST ${performSimulationPath}`] ?? 0), 0);

/** @param limit how many simulations a minute may pass */
export function onePerMinute(phase: Phase, limit: number): Check {
  const answers = answersOf(phase);
  const { windows, violations, tested, ambiguous } = checkFixedWindows(answers, { limit, unit: 60, guard });
  const others = othersIn(phase);
  return exactCheck({
    id: 'one-per-minute',
    claim: `of each minute of the clock the first ${limit === 1 ? 'request passes' : `${limit} requests pass`}, and no other`,
    test: `law of fixed windows, by times that are right to ${guard} s`,
    n: answers.length,
    against: { setting: `${limit + 1} per minute`, power: 1 },
    expected: `${limit} in each of at least two minutes, and no other came before`,
    observed: [
      windows
        .map(({ allowed, sent, problem }) => `${allowed} of ${sent}${problem === undefined ? '' : ` (${problem})`}`)
        .join(', then '),
      `${ambiguous.length} requests within ${guard} s of the full minute may belong to either`,
      ...(others > 0 ? [`${others} requests of others count as well`] : []),
    ].join('; '),
    holds: tested >= 2 ? unlessStalled(kept(violations, others), isStalled(phase)) : undefined,
    counts: Object.fromEntries(
      windows.flatMap(({ sent, allowed }, index) => [
        [`minute ${index + 1} sent`, sent],
        [`minute ${index + 1} let through`, allowed],
      ]),
    ),
  });
}

/** Somebody else's request may have been the one that passed: then too many is still too many, but none is no fault. */
function kept(violations: readonly Window[], others: number): boolean | undefined {
  if (violations.length === 0) return true;
  return others > 0 && violations.every(({ problem }) => problem !== 'too many') ? undefined : false;
}

/** Who refuses, and how it says so. */
export function refusals(phase: Phase): Check {
  const { records } = phase.load;
  const refused = records.filter(
    ({ status, servedBy, marks }) => status === 429 && servedBy === '' && marks['x-envoy-ratelimited'] !== undefined,
  );
  const flagged = linesAt(phase, 'gateway').filter(isRefusal).length;
  const served = records.filter(isServed).length;
  const otherwise = records.length - served - refused.length;
  return exactCheck({
    id: 'refusals',
    claim: 'every request is either served or refused by the gateway: 429, flag RL, request_rate_limited',
    test: 'exact: all or nothing',
    n: records.length,
    against: { setting: 'no limit', power: 1 },
    expected: 'some 429, all with x-envoy-ratelimited and as many with RL in the log; all others 200 from a pod',
    observed: `${served} served, ${refused.length} refused with the mark, ${flagged} with the flag, ${otherwise} otherwise`,
    // Without any refusal nothing was limited; with other marks than flags some are not what they seem.
    holds: each(phase, refused.length === 0 || flagged !== refused.length ? 0 : served + refused.length),
    counts: { served, refused: refused.length, flagged, otherwise },
  });
}

const isServed = ({ status, servedBy }: RequestRecord) => status === 200 && servedBy !== '';

/** What becomes of requests when the limiter cannot be asked. */
export function withLimiterGone(phase: Phase, refuses: boolean): Check {
  const { records } = phase.load;
  const served = records.filter(isServed).length;
  const refused = records.filter(({ status, servedBy }) => status === 500 && servedBy === '').length;
  // A 500 of the service's own would prove nothing: the gateway says that it could not ask.
  const flagged = linesAt(phase, 'gateway').filter(({ details }) => details === 'rate_limiter_error').length;
  const right = refuses ? Math.min(refused, flagged) : served;
  return exactCheck({
    id: `limiter-gone-${phase.name}`,
    claim: refuses
      ? 'with failure_mode_deny every request is refused when the limiter is gone'
      : 'without failure_mode_deny every request passes when the limiter is gone',
    test: 'exact: all or nothing',
    n: records.length,
    against: { setting: `failure_mode_deny: ${!refuses}`, power: 1 },
    expected: refuses
      ? `500 by the gateway (rate_limiter_error) for all ${records.length}`
      : `200 from a pod for all ${records.length}`,
    observed: `${served} served, ${refused} refused with 500, ${records.length - served - refused} otherwise`,
    holds: each(phase, right),
    counts: { served, refused, flagged, otherwise: records.length - served - refused },
  });
}

const each = ({ load }: Phase, hits: number) =>
  isEachAsItHasToBe({ n: load.records.length, hits, planned: plannedIn(load) ?? 0 });
