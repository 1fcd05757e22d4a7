import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { renderOverview, renderReport } from '../report/html/render.ts';
import { readReport, ReportError, writeReport } from '../report/report-file.ts';
import type { Report } from '../report/report-schema.ts';
import { writeWhole } from '../report/whole-file.ts';

const reportsFolder = join(import.meta.dirname, '../../../reports/labs');

/** A folder with a JSON file per run and one page of them all. */
export class ReportFolder {
  readonly #path: string;
  readonly #reports: Report[] = [];
  #isDrawn = false;

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

  /** Where the page of all reports is, seen from here; undefined while there is none. */
  get page(): string | undefined {
    return this.#isDrawn ? relative(process.cwd(), join(this.#path, 'index.html')) : undefined;
  }

  /** @throws ReportError when the report, or the page of all, cannot be written; the other one is written nevertheless */
  async add(report: Report): Promise<void> {
    this.#reports.push(report);
    const { lab, setting } = report;
    const name = setting.isControl ? `${lab.name}-${setting.name}` : lab.name;
    try {
      await writeWhole(join(this.#path, `${name}.json`), writeReport(report));
    } finally {
      this.#isDrawn = false;
      await writeWhole(join(this.#path, 'index.html'), pageOf(this.#reports));
      this.#isDrawn = true;
    }
  }
}

/** One run has a page of its own; several have an overview in front. */
export const pageOf = (reports: readonly Report[]): string =>
  reports.length === 1 ? renderReport(reports[0]!) : renderOverview(reports);

export interface ReportsRead {
  reports: Report[];
  /** Of each file that holds no report that could be read: its path, and why. */
  unread: string[];
}

/**
 * The reports in a folder, in the order of their runs. A file that cannot be read is passed over.
 *
 * @throws ReportError when none can be read
 */
export async function readReports(path: string): Promise<ReportsRead> {
  const names = (await namesIn(path)).filter((name) => name.endsWith('.json')).toSorted();
  if (names.length === 0) throw new ReportError(`${path} holds no report`);
  const unread: string[] = [];
  const read = names.map(async (name) => {
    try {
      return [readReport(await readFile(join(path, name), 'utf8'))];
    } catch (error) {
      unread.push(`${join(path, name)}: ${(error as Error).message}`);
      return [];
    }
  });
  const reports = (await Promise.all(read)).flat().toSorted((a, b) => a.started.localeCompare(b.started));
  if (reports.length === 0) throw new ReportError(unread.join('\n'));
  return { reports, unread };
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
