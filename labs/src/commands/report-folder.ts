import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { renderOverview, renderReport } from '../report/html/render.ts';
import { readReport, ReportError, writeReport } from '../report/report-file.ts';
import type { Report } from '../report/report-schema.ts';

const reportsFolder = join(import.meta.dirname, '../../../reports/labs');

/** A folder with a JSON file per run and one page of them all. */
export class ReportFolder {
  readonly #path: string;
  readonly #reports: Report[] = [];

  private constructor(path: string) {
    this.#path = path;
  }

  /** @param path undefined: a new one, named after the time */
  static async open(path: string | undefined): Promise<ReportFolder> {
    const chosen = path ?? join(reportsFolder, new Date().toISOString().slice(0, 19).replaceAll(':', '-'));
    await mkdir(chosen, { recursive: true }).catch((error: Error) => {
      throw new ReportError(`no reports can be written to ${chosen}: ${error.message}`, { cause: error });
    });
    return new ReportFolder(chosen);
  }

  /** Where the page is, seen from here. */
  get page(): string {
    return relative(process.cwd(), join(this.#path, 'index.html'));
  }

  async add(report: Report): Promise<void> {
    this.#reports.push(report);
    const { lab, setting } = report;
    const name = setting.isControl ? `${lab.name}-${setting.name}` : lab.name;
    await writeFile(join(this.#path, `${name}.json`), writeReport(report));
    await writeFile(join(this.#path, 'index.html'), pageOf(this.#reports));
  }
}

/** One run has a page of its own; several have an overview in front. */
export const pageOf = (reports: readonly Report[]): string =>
  reports.length === 1 ? renderReport(reports[0]!) : renderOverview(reports);

/**
 * The reports in a folder, in the order of their runs.
 *
 * @throws ReportError when there are none, or one cannot be read
 */
export async function readReports(path: string): Promise<Report[]> {
  const names = (await namesIn(path)).filter((name) => name.endsWith('.json')).toSorted();
  if (names.length === 0) throw new ReportError(`${path} holds no report`);
  const reports = names.map(async (name) => {
    try {
      return readReport(await readFile(join(path, name), 'utf8'));
    } catch (error) {
      throw new ReportError(`${join(path, name)}: ${(error as Error).message}`, { cause: error });
    }
  });
  return (await Promise.all(reports)).toSorted((a, b) => a.started.localeCompare(b.started));
}

const namesIn = (path: string) =>
  readdir(path).catch((error: Error) => {
    throw new ReportError(`${path} cannot be read: ${error.message}`, { cause: error });
  });

/**
 * The newest folder that `run` or `controls` has written. A run that was broken off leaves one without a report.
 *
 * @throws ReportError when there is none
 */
export async function newestFolder(parent = reportsFolder): Promise<string> {
  const names = (await readdir(parent).catch(() => [])).toSorted().toReversed();
  for (const name of names) {
    const folder = join(parent, name);
    const files = await readdir(folder).catch(() => []);
    if (files.some((file) => file.endsWith('.json'))) return folder;
  }
  throw new ReportError('no lab has been run yet: pnpm lab run round-robin');
}
