import type { Report } from '../report-schema.ts';
import { weSaw } from '../summaries.ts';
import { type Markup, html } from './markup.ts';
import { type Level, heading } from './heading.ts';

/** The source's figure and ours, side by side. */
export function comparison(report: Report, level: Level): Markup {
  const { where, setUp, saw } = report.lab.source;
  return html`<section class="comparison">
    <div class="card">
      ${heading(level, 'The source saw')}
      <p class="saw">${saw}</p>
      <p class="muted">${where}. ${setUp}</p>
    </div>
    <div class="card ours">
      ${heading(level, 'We saw')} ${sawList(weSaw(report))}
      <p class="muted">${report.setting.title}, on Istio ${report.facts.istio}.</p>
    </div>
  </section> `;
}

/** One observation as a paragraph, several as a list. */
export const sawList = (observations: readonly string[]) =>
  observations.length === 1
    ? html`<p class="saw">${observations}</p>`
    : html`<ul class="saw">
        ${observations.map((observed) => html`<li>${observed}</li>`)}
      </ul>`;
