import { editionOf, ExerciseError, type Lab, labs, oneLine, type Verdict } from '@weather/labs';
import { isName } from '../class/names.ts';
import { recordProblems } from '../evidence/record-problems.ts';
import { rehearsalProblems } from '../evidence/rehearsal-problems.ts';
import { outcomeProblems } from './outcome.ts';
import type { Grade, Problem } from './problem.ts';
import { rejudged } from './rejudge.ts';
import { rulesProblems } from './rules.ts';
import { isSealed, sealProblems } from './seal.ts';
import type { Submission } from './submission.ts';

type Exercise = NonNullable<Submission['report']['exercise']>;

/** Grades a submission by its own records: whatever the file says of itself is computed anew. */
export async function grade(submission: Submission, secret: string): Promise<Grade> {
  const { file, report } = submission;
  const lab = oneLine(report.lab.name.slice(0, longestName));
  const about = { file, student: studentOf(report), lab, ended: report.ended, notes: [] };
  const edition = editionIn(submission);
  if ('says' in edition)
    return { ...about, accepted: false, sealed: false, outcome: undefined, problems: [readable(edition)] };
  const { lab: own, exercise } = edition;
  const records = await evidenceProblems(own, report);
  // Hostile times would keep a law busy for ever: what no run gives is not judged.
  const { verdict, problems: judgement } = records.length > 0 ? noVerdict : rejudged(own, report);
  const sealed = isSealed(submission, exercise, secret);
  const problems = [
    ...sealProblems(submission, exercise, sealed),
    ...(await rulesProblems(own, exercise.parameters, report)),
    ...records,
    ...judgement,
    ...(verdict === undefined ? [] : outcomeProblems(verdict, report)),
  ];
  return {
    ...about,
    accepted: problems.length === 0,
    sealed,
    outcome: verdict?.outcome,
    problems: problems.slice(0, mostSaid).map(readable),
  };
}

/** A lab is rehearsed on records that can be those of a run: it takes them for its own. */
async function evidenceProblems(lab: Lab, report: Submission['report']): Promise<Problem[]> {
  const found = recordProblems(report);
  return found.length > 0 ? found : rehearsalProblems(lab, report);
}

const longestName = 100;
const longestSentence = 500;
/** A file may tell of thousands of checks that this lab does not make. */
const mostSaid = 20;

function studentOf({ exercise }: Submission['report']): string | undefined {
  return exercise !== undefined && isName(exercise.student) ? exercise.student : undefined;
}

/** Sentences quote what students wrote: nothing in them may steer a terminal or fill it, or look like a line of ours. */
function readable(problem: Problem): Problem {
  const says = oneLine(problem.says);
  return { ...problem, says: says.length > longestSentence ? `${says.slice(0, longestSentence)}…` : says };
}

const noVerdict: { verdict: Verdict | undefined; problems: Problem[] } = { verdict: undefined, problems: [] };

function editionIn({ report }: Submission): { lab: Lab; exercise: Exercise } | Problem {
  const { exercise } = report;
  if (exercise === undefined)
    return {
      kind: 'exercise',
      says: 'It is a run of the lab itself and of no exercise: run it again with --exercise and the exercise.json beside the sheet.',
    };
  if (studentOf(report) === undefined)
    return { kind: 'exercise', says: 'It is no exercise of ours: what it names as its student is no name.' };
  const lab = labs.find(({ name }) => name === report.lab.name);
  if (lab === undefined) return { kind: 'exercise', says: `There is no lab ${report.lab.name}.` };
  try {
    return { lab: editionOf(lab, exercise.parameters), exercise };
  } catch (error) {
    if (error instanceof ExerciseError)
      return { kind: 'exercise', says: `It is no exercise of ours: ${error.message}.` };
    throw error;
  }
}
