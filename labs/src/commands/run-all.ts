import { randomInt } from 'node:crypto';
import type { Lab, Setting } from '../catalog/lab.ts';
import type { LabWorld } from '../lab-world.ts';
import { errorText } from '../error-text.ts';
import { type Mesh, MeshBusyError } from '../mesh/mesh.ts';
import { ReportError, writeReport } from '../report/report-file.ts';
import type { Report } from '../report/report-schema.ts';
import { terminalSummary, terminalVerdict } from '../report/terminal.ts';
import { runLab } from '../runner/run-lab.ts';
import { NotRestoredError } from '../runner/session.ts';
import { toReport } from '../runner/to-report.ts';
import { versionsHere } from '../runner/versions.ts';
import { ReportFolder } from './report-folder.ts';
import type { RunCommandOptions } from './run-options.ts';
import { type Unfinished, UnfinishedError } from './unfinished.ts';

const patienceMs = 45_000;

interface Run {
  lab: Lab;
  setting: Setting;
}

/**
 * Runs labs one after the other, tells each verdict as it comes, and writes all of it down. One of several that fails does
 * not keep the others from being run, and nothing that fails after a verdict keeps that from being told.
 *
 * @param finish what is done to a report before it is written
 * @throws UnfinishedError at the end, when some of several came to no verdict, or something failed after it
 */
export async function runAll(
  world: LabWorld,
  mesh: Mesh,
  runs: readonly Run[],
  options: RunCommandOptions,
  finish: (report: Report) => Report = (report) => report,
): Promise<Report[]> {
  const { say, print, colour } = world;
  const folder = await ReportFolder.open(options.out);
  const reportOn = await reporterOf(world, mesh, options);
  const reports: Report[] = [];
  const [unfinished, marred]: [Unfinished[], Unfinished[]] = [[], []];
  const endsAll = async (error: unknown) => runs.length === 1 || !(await isOfThisLabAlone(error, world, mesh));
  try {
    for (const run of runs) {
      const found = await reportOn(run).catch(async (error: unknown) => {
        if (await endsAll(error)) throw error;
        unfinished.push(unfinishedBy(run, error));
        say(`${nameOf(run)} came to no verdict: ${errorText(error)}`);
      });
      if (found === undefined) continue;
      const report = finish(found.report);
      reports.push(report);
      print(options.json ? writeReport(report).trimEnd() : terminalVerdict(report, { colour }));
      if (options.keep && found.failure === undefined) say(afterKeeping(run.lab));
      const failures = await failuresAfter(folder.add(report), found.failure);
      for (const error of failures) {
        // What ends the command is told by its end.
        if (error === failures.at(-1) && (await endsAll(error))) throw error;
        marred.push(unfinishedBy(run, error));
        say(`after the verdict on ${nameOf(run)}: ${errorText(error)}`);
      }
    }
  } finally {
    // Whatever ended it: what was found until then stands.
    const isSummed = !options.json && runs.length > 1 && reports.length + unfinished.length > 0;
    if (isSummed) print(terminalSummary(reports, { colour }, unfinished));
    if (folder.page !== undefined) say(`written to ${folder.page}`);
  }
  if (unfinished.length + marred.length > 0) throw new UnfinishedError({ unfinished, marred, runs: runs.length });
  return reports;
}

/** What failed after a verdict, the graver last: the verdict stands on the screen, but nobody else knows of a mesh that was left changed. */
async function failuresAfter(writing: Promise<void>, ofRun: Error | undefined): Promise<Error[]> {
  const ofWriting = await writing.then(
    () => undefined,
    (error: Error) => error,
  );
  return [ofWriting, ofRun].filter((error) => error !== undefined);
}

/** Runs a lab, and makes a report of it. All runs have one seed. */
async function reporterOf({ say, signal }: LabWorld, mesh: Mesh, options: RunCommandOptions) {
  const versions = await versionsHere();
  const seed = options.seed ?? randomInt(1_000_000_000);
  return async ({ lab, setting }: Run): Promise<{ report: Report; failure: Error | undefined }> => {
    say(`${lab.title} (${lab.row}), ${setting.title}; seed ${seed}`);
    const keep = options.keep === true;
    const rulesFolder = options.rules;
    const done = await runLab(lab, setting, { mesh, signal, say, seed, keep, patienceMs, rulesFolder });
    return { report: toReport(done, versions), failure: done.failure };
  };
}

/** Not so after Ctrl-C, nor where the next lab would find the mesh gone, taken or changed. */
async function isOfThisLabAlone(error: unknown, { signal }: LabWorld, mesh: Mesh): Promise<boolean> {
  if (error instanceof ReportError) return true;
  if (signal.aborted || error instanceof NotRestoredError || error instanceof MeshBusyError) return false;
  return mesh.facts().then(
    () => true,
    () => false,
  );
}

const nameOf = ({ lab, setting }: Run) => (setting === lab.rule ? lab.name : `${lab.name}: ${setting.title}`);

const unfinishedBy = (run: Run, error: unknown): Unfinished => ({ name: nameOf(run), because: errorText(error) });

const afterKeeping = ({ involves }: Lab) =>
  `The rule stays. In Kiali (istioctl dashboard kiali) open Graph, namespace weather, and look at ${involves.services.join(', ')}.
Take it away again with: pnpm lab clean`;
