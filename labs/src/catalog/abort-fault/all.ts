import { linesAt, type Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { exactCheck } from '../../judgement/make-check.ts';
import { joined } from '../joined.ts';
import { abortsCounted, flag, isAborted } from './aborted.ts';
import { status } from './rules.ts';

const fewest = 50;

/** What holds where every call is to fail. */
export const checksOfAll = (phase: Phase): Check[] => [allFail(phase), nothingArrives(phase), abortsCounted(phase)];

function allFail(phase: Phase): Check {
  const requests = joined(phase);
  const aborted = requests.filter(isAborted).length;
  return exactCheck({
    id: 'all-aborted',
    claim: `every call is answered with ${status} by the fault in the caller’s proxy`,
    test: 'exact: all or nothing',
    n: requests.length,
    against: { setting: 'a fault for 90 % of them', power: 1 - 0.9 ** requests.length },
    expected: `${status} with the flag ${flag} (fault injected) for all ${requests.length}`,
    observed: `${aborted} of ${requests.length}; answers by status: ${statusesOf(phase)}`,
    holds: requests.length < fewest ? undefined : aborted === requests.length,
    counts: phase.load.statuses,
  });
}

const statusesOf = ({ load }: Phase) =>
  Object.entries(load.statuses)
    .map(([answer, count]) => `${count} × ${answer}`)
    .join(', ');

/** What a service fails itself has at least reached its proxy. */
function nothingArrives(phase: Phase): Check {
  const sentOn = joined(phase).filter(({ line }) => line !== undefined && line.upstream !== '').length;
  const arrived = linesAt(phase, 'server').length;
  const n = phase.load.records.length;
  return exactCheck({
    id: 'nothing-arrives',
    claim: 'no call reaches the service',
    test: 'exact: all or nothing',
    n,
    against: { setting: 'a service that fails by itself (FAULT_ERROR_RATE 1)', power: 1 },
    expected: 'none sent on by the caller’s proxy, none at the service’s',
    observed: `${sentOn} sent on, ${arrived} at the service’s proxy`,
    holds: n < fewest ? undefined : sentOn === 0 && arrived === 0,
    counts: { 'sent on': sentOn, arrived },
  });
}
