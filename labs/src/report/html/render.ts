import type { Report } from '../report-schema.ts';
import { toneOf } from '../outcome-words.ts';
import { documentOf } from './document.ts';
import { labPage } from './lab-page.ts';
import { html } from './markup.ts';
import { type Entry, overviewSection } from './overview-section.ts';
import { minute } from './set-up-part.ts';
import { runTitle } from '../run-title.ts';

/** One run of one lab as an HTML file that needs nothing beside it. */
export function renderReport(report: Report): string {
  const title = `${runTitle(report)}: ${report.verdict.outcome}`;
  return documentOf({ title, navigation: undefined, main: labPage(report, 'lab', 1), footer: footer([report]) });
}

/**
 * Several runs as one HTML file: the overview, then a page for each lab. Runs of wrong settings stand in the overview's
 * table of controls; those that were not caught have a page as well, to be looked into.
 */
export function renderOverview(reports: readonly Report[]): string {
  const entries = withIds(reports);
  const pages = entries.filter(({ id }) => id !== undefined);
  return documentOf({
    title: 'Weather mesh labs: what the sources saw, and what we see',
    navigation: navigation(pages),
    main: [overviewSection(entries), ...pages.map(({ report, id }) => labPage(report, id!, 2))],
    footer: footer(reports),
  });
}

const navigation = (pages: readonly Entry[]) =>
  html`<nav aria-label="Labs">
    <ul>
      <li><a href="#overview">Overview</a></li>
      ${pages.map(({ report, id }) => html`<li><a href="#${id}">${runTitle(report)}</a></li>`)}
    </ul>
  </nav>`;

/** The lab's name where it can be one, else a number: links to a lab go on working from run to run. */
function withIds(reports: readonly Report[]): Entry[] {
  const taken = new Set(['main', 'overview']);
  return reports.map((report, index) => {
    if (report.setting.isControl && toneOf(report) === 'good') return { report, id: undefined };
    const name = report.setting.isControl ? `${report.lab.name}-${report.setting.name}` : report.lab.name;
    const id = /^[a-z][a-z0-9-]{0,60}$/.test(name) && !taken.has(name) ? name : `Lab-${index + 1}`;
    taken.add(id);
    return { report, id };
  });
}

function footer(reports: readonly Report[]) {
  const ends = reports.map(({ ended }) => Date.parse(ended));
  const last = ends.length === 0 ? undefined : new Date(Math.max(...ends)).toISOString();
  return html`<p>
    Written by the labs of weather-mesh${last === undefined ? undefined : html`, ${minute(last)}`}. This file fetches
    nothing and runs no script.
  </p>`;
}
