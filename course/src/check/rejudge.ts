import { type Check, judgementOn, type Lab, type Report, type Verdict, verdictOn } from '@weather/labs';
import type { Problem } from './problem.ts';

type Attempt = Report['attempts'][number];
type Judgement = ReturnType<typeof judgementOn>;

/** The verdict that the raw records come to, and where the file says otherwise. */
export function rejudged(lab: Lab, report: Report): { verdict: Verdict | undefined; problems: Problem[] } {
  const { attempts } = report;
  // The rule never became live: there was no traffic, and there is nothing to compute.
  if (attempts.length === 0) return { verdict: report.verdict, problems: claimedWithoutTraffic(report) };
  const judged: Judgement[] = [];
  for (const attempt of attempts) {
    const found = judgeAgain(lab, attempt);
    if (typeof found === 'string')
      return {
        verdict: undefined,
        problems: [{ kind: 'records', says: `Its records are none of this lab's: ${found}.` }],
      };
    judged.push(found);
  }
  const verdict = verdictOn(judged);
  const contradictions = [
    ...judged.flatMap(({ checks, void: reason }, index) => [
      ...checksThatDiffer(attempts[index]!.checks, checks),
      ...((reason === undefined) === (attempts[index]!.void === undefined) ? [] : [voidSays(reason, index)]),
    ]),
    ...(verdict.outcome === report.verdict.outcome
      ? []
      : [
          `The file says "${report.verdict.outcome}", and its records come to "${verdict.outcome}": ${verdict.because}.`,
        ]),
  ];
  return { verdict, problems: contradictions.map((says) => ({ kind: 'judgement', says })) };
}

/** A lab takes records for its own, and fails in its own way where they are not. @returns text: how it failed */
function judgeAgain(lab: Lab, { phases, void: reason }: Attempt): Judgement | string {
  // It was cut short, of which records do not tell. To say so is of no use to anybody: such an attempt counts for nothing.
  if (reason !== undefined && phases.every(({ changed }) => changed.length === 0)) return { checks: [], void: reason };
  try {
    return judgementOn(lab, phases);
  } catch (error) {
    return (error as Error).message.split('\n')[0]!;
  }
}

const claimedWithoutTraffic = ({ verdict }: Report): Problem[] =>
  verdict.outcome === 'not reproduced'
    ? []
    : [{ kind: 'judgement', says: `The file says "${verdict.outcome}", and has no traffic to show for it.` }];

const voidSays = (reason: string | undefined, index: number) =>
  `Attempt ${index + 1} ${reason === undefined ? 'can be judged, and the file says that it cannot' : `cannot be judged: ${reason}`}.`;

/** Wording may differ between versions of the labs; results and numbers may not. */
function checksThatDiffer(told: readonly Check[], found: readonly Check[]): string[] {
  const missing = told.filter(({ id }) => !found.some((check) => check.id === id));
  return [
    ...missing.map(({ id }) => `The file tells of a check ${id}, which this lab does not make.`),
    ...found.flatMap((check) => {
      const claimed = told.find(({ id }) => id === check.id);
      if (claimed === undefined) return [`The file leaves out the check ${check.id}.`];
      return isSame(claimed, check)
        ? []
        : [
            `Check ${check.id}: the file says "${claimed.result}" (${claimed.observed}), its records "${check.result}" (${check.observed}).`,
          ];
    }),
  ];
}

const isSame = (one: Check, other: Check) =>
  one.result === other.result && one.n === other.n && one.role === other.role && sameCounts(one.counts, other.counts);

const sameCounts = (one: Check['counts'], other: Check['counts']) =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([name, count]) => other[name] === count);
