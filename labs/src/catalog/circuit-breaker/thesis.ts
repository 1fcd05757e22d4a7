import { z } from 'zod';
import { linesAt, type Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { exactCheck } from '../../judgement/make-check.ts';
import { sentIn } from '../../load/sent.ts';
import { service } from './rules.ts';
import { counted } from '../counters.ts';
import { mostAtOnce } from '../under-way.ts';
import { limits } from './steps.ts';

/** How often the client's proxy turned a request away because too many were waiting, by its own counter. */
const overflowIn = (phase: Phase) => counted(phase, service, 'upstream_rq_pending_overflow');

const runsSchema = z.array(z.record(z.string(), z.number()));

/** Answers by status, of each time that twenty were sent at once. */
export const runsOf = ({ more }: Phase): Record<string, number>[] => runsSchema.parse(more.runs);

const tooHigh = (power: number): Check['against'] => ({ setting: 'limits of 1024', power });

/** Not one of its refusals has the circuit breaker's mark. */
export const refusesItself: Check['against'] = { setting: 'a service that answers with 503 itself', power: 1 };

/** What of the thesis's run is exact whatever the machine. */
export const checksOfThesis = (phase: Phase): Check[] => [
  breaks(phase),
  servedOrRefused(phase, sentIn(phase.load), 'thesis-all-answered'),
  refusalsAreOverflows(phase, 'thesis-overflow'),
  refusalsAreFlagged(phase),
];

const refusedIn = ({ load }: Phase) => load.statuses['503'] ?? 0;

function breaks(phase: Phase): Check {
  const sent = sentIn(phase.load);
  return exactCheck({
    id: 'thesis-breaks',
    claim: 'of twenty requests at once, the circuit breaker turns some away',
    test: 'at least one 503, where more ask at once than there is room for',
    n: sent,
    // Twenty senders cannot fill a thousand places.
    against: tooHigh(1),
    expected: 'at least one 503; how many depends on how fast the first ones are served (the thesis: 8 of 20)',
    observed: `503s of twenty, run by run: ${runsOf(phase)
      .map((statuses) => statuses['503'] ?? 0)
      .join(', ')}`,
    // Where one after the other was served before the next one came, nobody had to be turned away.
    holds: refusedIn(phase) > 0 ? true : isCrowded(phase) ? false : undefined,
    counts: phase.load.statuses,
  });
}

/** As in the thesis; students have fewer. */
const mostWaiting = 10;

/** Whether at some moment more asked than could be under way and wait, each of the proxy's workers with a connection of its own. */
function isCrowded({ proxies }: Phase): boolean {
  const clients = proxies.filter(({ side }) => side === 'client');
  const room = clients.reduce((sum, { workers }) => sum + workers, limits.connections + mostWaiting);
  return clients.some(({ log }) => mostAtOnce(log) > room);
}

/** Nothing gets lost, and nothing fails in another way. */
export function servedOrRefused({ load: { statuses }, title }: Phase, sent: number, id: string): Check {
  const [served = 0, refused = 0] = [statuses['200'], statuses['503']];
  return exactCheck({
    id,
    claim: `${title}: every request is either served or turned away`,
    test: 'conservation: 200 + 503 = sent',
    n: sent,
    // One that refuses anybody refuses with 429.
    against: { setting: 'a rate limit in place of the circuit breaker', power: 1 },
    expected: `${sent}`,
    observed: `${served} × 200 + ${refused} × 503 = ${served + refused} of ${sent}`,
    holds: sent === 0 ? undefined : served + refused === sent,
    counts: statuses,
  });
}

export function refusalsAreOverflows(phase: Phase, id: string): Check {
  const overflow = overflowIn(phase);
  const refused = refusedIn(phase);
  return exactCheck({
    id,
    claim: `${phase.title}: whatever is turned away, the circuit breaker of the client's proxy turned away`,
    test: "conservation: 503 = growth of the proxy's upstream_rq_pending_overflow",
    n: sentIn(phase.load),
    against: refusesItself,
    expected: `the counter grows by ${refused}`,
    observed: `${refused} × 503, and the counter grew by ${overflow}`,
    holds: refused + overflow === 0 ? undefined : refused === overflow,
    counts: { 503: refused, upstream_rq_pending_overflow: overflow },
  });
}

/** Fortio shows no headers, so of its requests the proxy's log has to tell. */
function refusalsAreFlagged(phase: Phase): Check {
  const lines = linesAt(phase, 'client');
  const refused = lines.filter(({ status }) => status === 503);
  const flagged = refused.filter(({ flags }) => flags.split(',').includes('UO'));
  return exactCheck({
    id: 'thesis-flag',
    claim: 'the log gives the circuit breaker (UO, upstream overflow) as the reason of each 503',
    test: 'exact: none without the flag, of however many there are',
    n: refused.length,
    against: refusesItself,
    expected: `UO on ${refused.length} lines`,
    observed: `UO on ${flagged.length} of ${refused.length} lines about a 503`,
    holds: refused.length === 0 ? undefined : flagged.length === refused.length,
    counts: { 503: refused.length, UO: flagged.length },
  });
}
