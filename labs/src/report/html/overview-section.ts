import { amount, duration } from '../number-format.ts';
import type { Outcome } from '../../judgement/verdict.ts';
import { toneOf } from '../outcome-words.ts';
import type { Report } from '../report-schema.ts';
import { decidingChecks, secondsTaken, weSaw } from '../summaries.ts';
import { sawList } from './comparison.ts';
import { heading } from './heading.ts';
import { type Markup, html } from './markup.ts';
import { minute } from './set-up-part.ts';
import { tableMarkup } from './table.ts';
import { outcomeMark } from './verdict-panel.ts';

/** A report with the id of its page, if it has one. */
export interface Entry {
  report: Report;
  id: string | undefined;
}

/** All labs on one page: the source's figure beside ours, and whether the checks catch wrong settings. */
export function overviewSection(entries: readonly Entry[]): Markup {
  const labs = entries.filter(({ report }) => !report.setting.isControl);
  const controls = entries.filter(({ report }) => report.setting.isControl);
  const first = entries[0]?.report;
  return html`<section class="overview" aria-labelledby="overview">
    ${heading(1, 'What the sources saw, and what we see', 'overview')}
    <p class="question">${tally(labs)} ${controlsTally(controls)}</p>
    ${first === undefined ? undefined : html`<p class="muted">${first.facts.place}, ${first.facts.platform}, Istio ${first.facts.istio}, weather-mesh ${first.versions.product}. Begun ${minute(first.started)}.</p>`}
    ${labs.length === 0 ? undefined : labsTable(labs)}
    ${controls.length === 0 ? undefined : html`${heading(2, 'Would the checks notice a wrong setting?')}${controlsTable(controls)}`}
  </section> `;
}

function tally(labs: readonly Entry[]): string | undefined {
  if (labs.length === 0) return undefined;
  const outcomes: Outcome[] = ['reproduced', 'not reproduced', 'inconclusive'];
  const parts = outcomes.flatMap((outcome) => {
    const count = labs.filter(({ report }) => report.verdict.outcome === outcome).length;
    return count === 0 ? [] : `${count} ${outcome}`;
  });
  return `${counted(labs.length, 'lab')}: ${parts.join(', ')}.`;
}

function controlsTally(controls: readonly Entry[]): string | undefined {
  if (controls.length === 0) return undefined;
  const caught = controls.filter(({ report }) => toneOf(report) === 'good').length;
  return `${counted(controls.length, 'wrong setting')}: ${caught === controls.length ? 'all' : amount(caught)} caught.`;
}

const counted = (count: number, what: string) => `${amount(count)} ${what}${count === 1 ? '' : 's'}`;

const linked = (id: string | undefined, text: string) => (id === undefined ? text : html`<a href="#${id}">${text}</a>`);

const labsTable = (labs: readonly Entry[]) =>
  tableMarkup(
    {
      caption: 'Each lab’s outcome, with the source’s figure beside ours',
      columns: ['Lab', 'The source saw', 'We saw', 'Verdict'],
      rows: labs.map(({ report, id }) => [
        html`<span class="row">${report.lab.row}</span> ${linked(id, report.lab.title)}`,
        report.lab.source.saw,
        sawList(weSaw(report)),
        verdictCell(report),
      ]),
    },
    'labs',
  );

const controlsTable = (controls: readonly Entry[]) =>
  tableMarkup(
    {
      caption: 'Controls: each lab under settings that are wrong on purpose. Each must come out “not reproduced”',
      columns: ['Wrong setting', 'Lab', 'Came out', 'Because', 'Took'],
      rows: controls.map(({ report, id }) => [
        linked(id, report.setting.title),
        report.lab.title,
        verdictCell(report),
        html`<div>${decidingChecks(report).map(({ claim, observed }) => html`<p>${claim}: ${observed}</p>`)}</div>`,
        duration(secondsTaken(report) * 1000),
      ]),
    },
    'controls',
  );

const verdictCell = (report: Report) =>
  html`<span class="outcome">${outcomeMark(report)} <b>${report.verdict.outcome}</b></span>`;
