import { randomInt } from 'node:crypto';
import type { Lab, Setting } from '../catalog/lab.ts';
import type { LabWorld } from '../lab-world.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { writeReport } from '../report/report-file.ts';
import type { Report } from '../report/report-schema.ts';
import { terminalSummary, terminalVerdict } from '../report/terminal.ts';
import { runLab } from '../runner/run-lab.ts';
import { toReport } from '../runner/to-report.ts';
import { versionsHere } from '../runner/versions.ts';
import { ReportFolder } from './report-folder.ts';
import type { RunCommandOptions } from './run-options.ts';

const patienceMs = 45_000;

/**
 * Runs labs one after the other, tells each verdict as it comes, and writes all of it down.
 *
 * @param finish what is done to a report before it is written
 */
export async function runAll(
  world: LabWorld,
  mesh: Mesh,
  runs: readonly { lab: Lab; setting: Setting }[],
  options: RunCommandOptions,
  finish: (report: Report) => Report = (report) => report,
): Promise<Report[]> {
  const { say, print, signal, colour } = world;
  const folder = await ReportFolder.open(options.out);
  const versions = await versionsHere();
  const seed = options.seed ?? randomInt(1_000_000_000);
  const reports: Report[] = [];
  for (const { lab, setting } of runs) {
    say(`${lab.title} (${lab.row}), ${setting.title}; seed ${seed}`);
    const run = await runLab(lab, setting, {
      mesh,
      signal,
      say,
      seed,
      keep: options.keep === true,
      patienceMs,
      rulesFolder: options.rules,
    });
    const report = finish(toReport(run, versions));
    reports.push(report);
    await folder.add(report);
    print(options.json ? writeReport(report).trimEnd() : terminalVerdict(report, { colour }));
    if (options.keep) say(afterKeeping(lab));
  }
  if (!options.json && reports.length > 1) print(terminalSummary(reports, { colour }));
  say(`written to ${folder.page}`);
  return reports;
}

const afterKeeping = ({ involves }: Lab) =>
  `The rule stays. In Kiali (istioctl dashboard kiali) open Graph, namespace weather, and look at ${involves.services.join(', ')}.
Take it away again with: pnpm lab clean`;
