import { figureMarkup } from '../figures/figure-markup.ts';
import type { Report } from '../report-schema.ts';
import { runTitle } from '../run-title.ts';
import { checksPart } from './checks-part.ts';
import { comparison } from './comparison.ts';
import { findingsPart } from './findings.ts';
import { type Level, heading, part } from './heading.ts';
import { livePart } from './live-part.ts';
import { type Content, type Markup, html } from './markup.ts';
import { paperFit } from './paper-fit.ts';
import { setUpPart } from './set-up-part.ts';
import { verdictPanel } from './verdict-panel.ts';
import { witnessesPart } from './witnesses-part.ts';

/** A lab's run from its question to its raw counts. `id` is unique on the page; headings begin at `level`. */
export function labPage(report: Report, id: string, level: 1 | 2): Markup {
  const { lab } = report;
  const below = (level + 1) as Level;
  return html`<article class="lab paper-${paperFit(report)}" aria-labelledby="${id}">
    <header>
      <p class="row">${lab.row}</p>
      ${heading(level, runTitle(report), id)}
      <p class="question">${lab.question}</p>
    </header>
    ${verdictPanel(report)} ${comparison(report, below)} ${findingsPart(report, below)}
    ${figuresPart(report, id, below)} ${checksPart(report, below)} ${witnessesPart(report, below)}
    <div class="tail">${livePart(report, below)} ${sincePart(report, below)} ${setUpPart(report, below)}</div>
  </article> `;
}

const figuresPart = ({ figures }: Report, id: string, level: Level): Content =>
  figures.length === 0
    ? undefined
    : part(
        level,
        'What it looks like',
        html`<div class="figures">
          ${figures.map((figure, index) => figureMarkup(figure, `${id}-figure-${index + 1}`))}
        </div>`,
      );

const sincePart = ({ lab: { since, source } }: Report, level: Level) =>
  part(
    level,
    'What has changed since',
    since.length === 0
      ? html`<p>Nothing that alters the outcome since ${source.where}.</p>`
      : html`<ul class="since">
          ${since.map((change) => html`<li>${change}</li>`)}
        </ul>`,
  );
