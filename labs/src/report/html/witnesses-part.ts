import { amount, duration } from '../number-format.ts';
import type { Attempt, Report } from '../report-schema.ts';
import { type Testimony, testimonies } from '../testimonies.ts';
import { type Markup, html } from './markup.ts';
import { type Level, part } from './heading.ts';
import { tableMarkup } from './table.ts';

type Phase = Attempt['phases'][number];

/** What client, proxies and services say about the same traffic. */
export const witnessesPart = ({ attempts }: Report, level: Level): Markup | undefined =>
  attempts.length === 0
    ? undefined
    : part(
        level,
        'Three witnesses',
        html`<p class="muted">Client, proxies and services counted the same requests independently.</p>
          <div class="witnesses">
            ${attempts.map(({ phases }, index) =>
              phases.map((phase) => phaseMarkup(phase, attempts.length > 1 ? `, attempt ${index + 1}` : '')),
            )}
          </div>`,
      );

const phaseMarkup = (phase: Phase, attempt: string) =>
  html`<div>
    ${tableMarkup(
      {
        caption: `${phase.title}${attempt}: ${loadInWords(phase)}`,
        columns: ['Witness', 'Requests', 'Answers'],
        rows: testimonies(phase).map(cells),
      },
      'amounts',
    )}${phase.changed.length === 0 ? undefined : html`<p class="void"><b>Replicas changed meanwhile:</b> ${phase.changed.join(', ')}.</p>`}
  </div>`;

const cells = ({ witness, requests, answers }: Testimony) => [
  witness,
  amount(requests),
  answers.length === 0 ? '–' : answers.map(([answer, count]) => `${answer} × ${amount(count)}`).join(', '),
];

function loadInWords({ load: { plan, startedAt, endedAt }, further = [] }: Phase): string {
  const took = duration(endedAt - startedAt);
  if (plan === undefined) return `traffic that the system made itself, in ${took}`;
  const method = plan.tool === 'k6' ? plan.method : 'GET';
  const others =
    further.length === 0
      ? ''
      : `, beside ${further.length === 1 ? 'another client' : `${further.length} other clients`}`;
  return `${amount(plan.requests)} × ${method} ${plan.url}, ${amount(plan.concurrency)} at once${others}, in ${took}`;
}
