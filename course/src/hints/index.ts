import { balancingHints } from './balancing.ts';
import { faultHints } from './faults.ts';
import type { Hint } from './hint.ts';
import { limitHints } from './limits.ts';
import { meshHints } from './mesh.ts';
import { observabilityHints } from './observability.ts';
import { releaseHints } from './releases.ts';
import { routingHints } from './routing.ts';
import { securityHints } from './security.ts';

/** Common misconceptions, the particular ones first. */
export const hints: readonly Hint[] = [
  ...balancingHints,
  ...limitHints,
  ...releaseHints,
  ...routingHints,
  ...faultHints,
  ...securityHints,
  ...observabilityHints,
  ...meshHints,
];

const isFor = (hint: Hint, lab: string) => hint.lab === lab || hint.lab === 'any';

/** What somebody may have misunderstood whose check failed. */
export const hintOnCheck = (lab: string, check: string): Hint | undefined =>
  hints.find((hint) => isFor(hint, lab) && 'check' in hint.detectedBy && hint.detectedBy.check === check);

/** The same by the findings of a run. That a proxy was told something else is said of every wrong rule: it comes last. */
export const hintOnLayers = (lab: string, layers: readonly string[]): Hint | undefined =>
  hints.find((hint) => isFor(hint, lab) && 'layer' in hint.detectedBy && layers.includes(hint.detectedBy.layer));

/** Findings that stand beside many a mistake without being it. */
const accompanying: ReadonlySet<string> = new Set(['rule', 'retries', 'proxy workers', 'limit per pod']);

/** What a run's outcome says was misunderstood: a finding that names the place at fault knows more than a check that failed. */
export function hintFor(lab: string, checks: readonly string[], layers: readonly string[]): Hint | undefined {
  const naming = layers.filter((layer) => !accompanying.has(layer));
  return (
    hintOnLayers(lab, naming) ??
    checks.map((check) => hintOnCheck(lab, check)).find((found) => found !== undefined) ??
    hintOnLayers(lab, layers)
  );
}
