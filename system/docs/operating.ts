import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const manual = join(import.meta.dirname, '../../docs/operating.md');

/** Parts of the manual that are made, not written; each stands between two markers. */
type Section = 'configuration' | 'metrics';

const markers = (section: Section) =>
  [`<!-- ${section}: begin, generated -->\n\n`, `\n\n<!-- ${section}: end -->`] as const;

/** What stands between the markers now. */
export const sectionOf = (section: Section): string => sectionIn(readFileSync(manual, 'utf8'), section);

export function writeSection(section: Section, content: string): void {
  writeFileSync(manual, withSection(readFileSync(manual, 'utf8'), section, content));
}

/** What stands between the markers in a text of the manual. */
export function sectionIn(text: string, section: Section): string {
  const { begin, end } = bounds(text, section);
  return text.slice(begin, end);
}

/** The text of the manual with something else between the markers. */
export function withSection(text: string, section: Section, content: string): string {
  const { begin, end } = bounds(text, section);
  return text.slice(0, begin) + content + text.slice(end);
}

function bounds(text: string, section: Section) {
  const [before, after] = markers(section);
  const begin = text.indexOf(before);
  const end = text.indexOf(after);
  if (begin < 0 || end < begin) throw new Error(`docs/operating.md has no markers of ${section}`);
  return { begin: begin + before.length, end };
}

/** A table of the metrics in Prometheus expositions; those of Node and of the process alone are left out. */
export function metricsTable(expositions: readonly string[]): string {
  const rows = new Map<string, string>();
  // Labels show where there is a series already, which need not be so in each service.
  const text = expositions.join('\n');
  for (const [, name, help, type] of text.matchAll(/^# HELP (\w+) (.+)\n# TYPE \w+ (\w+)$/gm)) {
    if (/^(process|nodejs)_/.test(name!)) continue;
    rows.set(name!, `| \`${name}\` | ${type} | ${labelsOf(text, name!)} | ${help!.replaceAll('|', '\\|')} |`);
  }
  const sorted = [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  return [...metricsHead, ...sorted].join('\n');
}

const metricsHead = ['| Metric | Kind | Labels | Meaning |', '| --- | --- | --- | --- |'];

/** The rows of a table of metrics as they are in it, changed and put together anew. */
export function changeMetricsTable(table: string, change: (rows: string[]) => string[]): string {
  const rows = change(table.split('\n').slice(metricsHead.length));
  return [...metricsHead, ...rows.toSorted((a, b) => (nameOfRow(a) < nameOfRow(b) ? -1 : 1))].join('\n');
}

const nameOfRow = (row: string) => /^\| `(\w+)`/.exec(row)?.[1] ?? '';

/** Labels of its own: `service` is on all of them, `le` on every histogram. */
function labelsOf(text: string, name: string): string {
  const series = text.matchAll(new RegExp(`^${name}(?:_bucket|_sum|_count)?\\{(.*)\\} `, 'gm'));
  const labels = [...series].flatMap(([, inside]) => [...inside!.matchAll(/(\w+)="/g)].map(([, label]) => label!));
  const own = new Set(labels.filter((label) => label !== 'service' && label !== 'le'));
  return [...own].map((label) => `\`${label}\``).join(', ');
}
