import type { Verdict } from '../judgement/verdict.ts';
import type { ProvenFinding } from './cause.ts';

/**
 * Proxies that were told something else than the rule, or a rule that can have no effect, are an outcome. Where nothing new
 * has reached them the mesh may only be late, which says nothing about the rule.
 */
export function neverLive(message: string, findings: readonly ProvenFinding[], isOtherwise: boolean): Verdict {
  const isOutcome = isOtherwise || findings.some(({ layer }) => layer !== 'rule');
  return {
    outcome: isOutcome ? 'not reproduced' : 'inconclusive',
    because: `the rule never became live: ${message}`,
    deciding: [],
    falseAlarm: 0,
    power: undefined,
  };
}
