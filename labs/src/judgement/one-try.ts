import { linesAt, type Phase } from '../bench/evidence.ts';
import type { Check } from './check.ts';
import { exactCheck } from './make-check.ts';

/**
 * Whether each request was tried once. Unless a rule forbids it, Istio has a request that could not be handed over tried
 * again, and a second try picks a pod as the first one did: what was answered then no longer tells what was picked.
 */
export function oneTryEach(phase: Phase): Check {
  const lines = linesAt(phase, 'client');
  const again = lines.filter(({ attempts }) => attempts > 1).length;
  return exactCheck({
    id: `${phase.name}-tries`,
    role: 'witness',
    claim: `${phase.title}: each request was tried once`,
    test: "exact: attempts in the log of the client's proxy",
    n: lines.length,
    against: undefined,
    expected: 'none was tried again',
    observed: again === 0 ? 'none was tried again' : `${again} of ${lines.length} were tried again`,
    holds: lines.length === 0 ? undefined : again === 0,
    counts: { requests: lines.length, 'tried again': again },
  });
}
