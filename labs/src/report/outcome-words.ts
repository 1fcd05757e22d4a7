import type { Report } from './report-schema.ts';
import type { Check } from '../judgement/check.ts';
import type { Outcome } from '../judgement/verdict.ts';

/** How an outcome is to be taken: of a control, `not reproduced` is the good one. */
export type Tone = 'good' | 'bad' | 'open';

type Judged = Pick<Report, 'verdict' | 'setting'>;

export function toneOf({ verdict, setting }: Judged): Tone {
  if (verdict.outcome === 'inconclusive') return 'open';
  if (setting.isControl) return catchOf(verdict, setting.caughtBy) === 'as meant' ? 'good' : 'bad';
  return verdict.outcome === 'reproduced' ? 'good' : 'bad';
}

/** How a control was caught: by a check that is meant to, by others alone, or not at all. */
export type Catch = 'as meant' | 'by another check than meant' | 'not caught';

/**
 * Whether a control did its work. A rule that was never live proves nothing about the checks, and a check that failed for
 * another reason nothing about those that are meant.
 *
 * @param deciding ids of the checks that decided
 * @param caughtBy ids of those that are meant to; undefined where an older report does not tell them
 */
export function catchOf(
  { outcome, deciding }: { outcome: Outcome; deciding: readonly string[] },
  caughtBy: readonly string[] | undefined,
): Catch {
  if (outcome !== 'not reproduced' || deciding.length === 0) return 'not caught';
  const isMeant = (id: string) => caughtBy === undefined || caughtBy.includes(id);
  return deciding.some(isMeant) ? 'as meant' : 'by another check than meant';
}

/** Signs that tell outcomes and results apart without colour. */
export const toneSigns: Record<Tone, string> = { good: '✓', bad: '✗', open: '?' };
export const resultSigns: Record<Check['result'], string> = { holds: '✓', fails: '✗', undecided: '?' };

/** Of a control, what its outcome says about the checks. */
export function controlJudgement({ verdict, setting }: Judged): string {
  const { caughtBy = [] } = setting;
  const meant = caughtBy.length === 0 ? 'one of them' : caughtBy.join(' or ');
  const words: Record<Catch, string> = {
    'as meant': 'The lab’s checks caught it, as they must.',
    'by another check than meant': `It was caught by another check than meant: ${meant} had to fail.`,
    'not caught': `The lab’s checks did not catch it: ${meant} had to fail.`,
  };
  return `This run used a wrong setting on purpose: ${setting.title}. ${words[catchOf(verdict, setting.caughtBy)]}`;
}
