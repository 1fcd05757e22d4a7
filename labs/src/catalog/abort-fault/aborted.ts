import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { exactCheck } from '../../judgement/make-check.ts';
import { growthOf, isFlagged, type Joined, joined } from '../joined.ts';
import { status } from './rules.ts';

/** Envoy's flag: fault injected. */
export const flag = 'FI';

/** Answered by the proxy in the service's place, which nothing was sent to. */
export const isAborted = (request: Joined) =>
  request.record.status === status && isFlagged(request, flag) && request.line?.upstream === '';

/** Answered by a pod. */
export const isServed = ({ record, line }: Joined) =>
  record.status === 200 && record.servedBy !== '' && line?.upstream !== '';

/** The proxy's counter has to tell what its log tells. */
export function abortsCounted(phase: Phase): Check {
  const flagged = joined(phase).filter((request) => isFlagged(request, flag)).length;
  const counter = growthOf(phase, '.fault.aborts_injected');
  return exactCheck({
    id: `${phase.name}-aborts-counted`,
    role: 'witness',
    claim: `${phase.title}: the client’s proxy counted as many aborts as its log tells of`,
    test: 'conservation of aborts',
    n: flagged,
    against: undefined,
    expected: `fault.aborts_injected grows by ${flagged}`,
    observed: `it grew by ${counter}`,
    holds: counter === flagged,
    counts: { [flag]: flagged, aborts_injected: counter },
  });
}
