import { errorRates } from '../error-rates.ts';
import { controlJudgement, type Tone, toneOf, toneSigns } from '../outcome-words.ts';
import type { Report } from '../report-schema.ts';
import { type Markup, html } from './markup.ts';

/** The word, the sentence that says why, and how far it can be trusted. */
export const verdictPanel = (report: Report): Markup =>
  html`<div class="verdict tone-${toneOf(report)}">
    <p class="verdict-word">
      ${outcomeMark(report)}<span class="visually-hidden">Verdict: </span>${report.verdict.outcome}
    </p>
    <div class="verdict-text">
      ${report.setting.isControl ? html`<p class="control">${controlJudgement(report)}</p>` : undefined}
      <p class="because">${capitalised(report.verdict.because)}.</p>
      <p class="rates">${errorRates(report).join(' ')}</p>
      ${report.advice === undefined ? undefined : html`<p class="advice"><b>What follows:</b> ${report.advice}</p>`}
    </div>
  </div> `;

/** The outcome's sign. */
export const outcomeMark = (report: Pick<Report, 'verdict' | 'setting'>): Markup => toneMark(toneOf(report));

/** A sign whose shape tells outcomes apart, too. */
export const toneMark = (tone: Tone): Markup =>
  html`<span class="mark tone-${tone}" aria-hidden="true">${toneSigns[tone]}</span>`;

const capitalised = (sentence: string) => sentence.charAt(0).toUpperCase() + sentence.slice(1).replace(/\.$/, '');
