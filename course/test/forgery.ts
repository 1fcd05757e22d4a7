import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  editionOf,
  type ExerciseFile,
  judgementOn,
  labNamed,
  readReport,
  readRules,
  type Report,
  scenarioFolder,
  sealOf,
  solved,
  verdictOn,
} from '@weather/labs';
import { stringify } from 'yaml';
import { writeReport } from '../../labs/src/report/report-file.ts';
import type { Assignment } from '../src/class/class-file.ts';

/** A student's own sheet: the token is in it. */
export const exerciseOf = async (folder: string, { folder: own, lab }: Assignment): Promise<ExerciseFile> =>
  JSON.parse(await readFile(join(folder, 'students', own, lab, 'exercise.json'), 'utf8')) as ExerciseFile;

/** A report changed and, if there is a token, sealed again, as somebody can who has read this program. */
export async function rewrite(file: string, change: (report: Report) => Report, token?: string): Promise<void> {
  const changed = change(readReport(await readFile(file, 'utf8')));
  const content = JSON.parse(writeReport(changed)) as object;
  const sealed = token === undefined ? content : { ...content, seal: sealOf(content, token) };
  await writeFile(file, JSON.stringify(sealed));
}

/** What a file has to say of itself so that it agrees with its records. */
export async function selfConsistent(
  report: Report,
  { student, seed, parameters, lab }: ExerciseFile,
): Promise<Report> {
  const { scenario, exercise } = labNamed(lab);
  const edition = editionOf(labNamed(lab), parameters);
  const attempts = report.attempts.map((attempt) => ({ ...attempt, ...judgementOn(edition, attempt.phases) }));
  const rules = solved(exercise!, parameters, await readRules(scenarioFolder(scenario)));
  return {
    ...report,
    seed,
    exercise: { student, seed, parameters },
    manifests: rules.map((object) => ({ object: object.metadata.name, yaml: stringify(object) })),
    attempts: attempts.map((attempt) => ({ ...attempt, checks: [...attempt.checks] })),
    verdict: verdictOn(attempts),
  };
}

/** Answers said to be of v2 where they were of v1, until v2 has its share. */
export function withShareInvented(report: Report, percent: number): Report {
  return inFirstPhase(report, (phase) => {
    const { records } = phase.load;
    const short =
      Math.round((records.length * percent) / 100) - records.filter(({ version }) => version === 'v2').length;
    const chosen = new Set(records.filter(({ version }) => version === 'v1').slice(0, short));
    const other = phase.services.find(({ replica }) => replica.version === 'v2')!.replica.name;
    const invented = records.map((one) => (chosen.has(one) ? { ...one, version: 'v2', servedBy: other } : one));
    return { ...phase, load: { ...phase.load, records: invented } };
  });
}

type Phase = Report['attempts'][number]['phases'][number];

/** The report with another first phase in its first attempt. */
export const inFirstPhase = (report: Report, change: (phase: Phase) => Phase): Report => ({
  ...report,
  attempts: report.attempts.map((attempt, index) =>
    index > 0 ? attempt : { ...attempt, phases: attempt.phases.map((phase, at) => (at > 0 ? phase : change(phase))) },
  ),
});
