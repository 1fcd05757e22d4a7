import { randomInt } from 'node:crypto';
import type { Lab, Setting } from '../catalog/lab.ts';
import type { LabWorld } from '../lab-world.ts';
import { errorText } from '../error-text.ts';
import { type Mesh, MeshBusyError } from '../mesh/mesh.ts';
import { writeReport } from '../report/report-file.ts';
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
 * not keep the others from being run.
 *
 * @param finish what is done to a report before it is written
 * @throws UnfinishedError at the end, when some of several came to no verdict
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
  const unfinished: Unfinished[] = [];
  try {
    for (const run of runs) {
      const found = await reportOn(run).catch(async (error: unknown) => {
        if (runs.length === 1 || !(await isOfThisLabAlone(error, world, mesh))) throw error;
        return unfinishedBy(run, error);
      });
      if ('because' in found) {
        unfinished.push(found);
        say(`${found.name} came to no verdict: ${found.because}`);
        continue;
      }
      const report = finish(found);
      reports.push(report);
      await folder.add(report);
      print(options.json ? writeReport(report).trimEnd() : terminalVerdict(report, { colour }));
      if (options.keep) say(afterKeeping(run.lab));
    }
  } finally {
    // Whatever ended it: what was found until then stands.
    const isTold = runs.length > 1 && reports.length + unfinished.length > 0;
    if (!options.json && isTold) print(terminalSummary(reports, { colour }, unfinished));
    if (reports.length > 0) say(`written to ${folder.page}`);
  }
  if (unfinished.length > 0) throw new UnfinishedError(unfinished, runs.length);
  return reports;
}

/** Runs a lab, and makes a report of it. All runs have one seed. */
async function reporterOf({ say, signal }: LabWorld, mesh: Mesh, options: RunCommandOptions) {
  const versions = await versionsHere();
  const seed = options.seed ?? randomInt(1_000_000_000);
  return async ({ lab, setting }: Run): Promise<Report> => {
    say(`${lab.title} (${lab.row}), ${setting.title}; seed ${seed}`);
    const keep = options.keep === true;
    const rulesFolder = options.rules;
    return toReport(await runLab(lab, setting, { mesh, signal, say, seed, keep, patienceMs, rulesFolder }), versions);
  };
}

/** Not so after Ctrl-C, nor where the next lab would find the mesh gone, taken or changed. */
async function isOfThisLabAlone(error: unknown, { signal }: LabWorld, mesh: Mesh): Promise<boolean> {
  if (signal.aborted || error instanceof NotRestoredError || error instanceof MeshBusyError) return false;
  return mesh.facts().then(
    () => true,
    () => false,
  );
}

const unfinishedBy = ({ lab, setting }: Run, error: unknown): Unfinished => ({
  name: setting === lab.rule ? lab.name : `${lab.name}: ${setting.title}`,
  because: errorText(error),
});

const afterKeeping = ({ involves }: Lab) =>
  `The rule stays. In Kiali (istioctl dashboard kiali) open Graph, namespace weather, and look at ${involves.services.join(', ')}.
Take it away again with: pnpm lab clean`;
