import type { Check } from '../../judgement/check.ts';
import { atLeast } from '../error-rates.ts';
import { amount } from '../number-format.ts';
import { resultSigns } from '../outcome-words.ts';
import type { Report } from '../report-schema.ts';
import { type Content, type Markup, html } from './markup.ts';
import { type Level, part } from './heading.ts';
import { tableMarkup } from './table.ts';

const roles: Record<Check['role'], string> = { law: 'law', witness: 'witnesses', shown: 'shown, not judged' };

/** What was claimed, how it was tested, and what came out, in each attempt. */
export function checksPart(report: Report, level: Level): Markup {
  const { attempts } = report;
  const voids = attempts.flatMap(({ void: reason }, index) =>
    reason === undefined ? [] : html`<p class="void"><b>${ordinal(index)} attempt void:</b> ${reason}.</p>`,
  );
  return part(level, 'Checks', [...voids, hasChecks(report) ? checksTable(report) : html`<p>None was made.</p>`]);
}

const hasChecks = ({ attempts }: Report) => attempts.some(({ checks }) => checks.length > 0);

const ordinal = (index: number) => (index === 0 ? 'First' : 'Second');

/** One row a check; of two attempts, their observations stand side by side. */
function checksTable({ attempts }: Report): Markup {
  const twice = attempts.length === 2;
  const ids = new Set(attempts.flatMap(({ checks }) => checks.map(({ id }) => id)));
  const outcomes = twice ? ['First attempt', 'Second attempt'] : ['Observed'];
  return tableMarkup(
    {
      caption: twice
        ? 'Something did not hold in the first attempt, so that a second was made on fresh traffic. What fails twice is broken.'
        : 'What is judged held, so that one attempt was enough.',
      columns: ['Claim', 'Test', 'n', 'α', 'Has to catch, with power', 'Expected', ...outcomes],
      rows: [...ids].map((id) => cells(attempts.map(({ checks }) => checks.find((check) => check.id === id)))),
    },
    'checks',
  );
}

function cells(inAttempts: readonly (Check | undefined)[]): Content[] {
  const made = inAttempts.filter((check) => check !== undefined);
  const check = made.at(-1)!;
  return [
    html`${check.claim} <small class="role">${roles[check.role]}</small>`,
    check.test,
    eachOf(made, ({ n }) => amount(n)),
    check.kind === 'exact' ? 'exact' : amount(check.alpha),
    eachOf(made, ({ against }) => (against === undefined ? '–' : `${against.setting}: ${atLeast(against.power)}`)),
    eachOf(made, ({ expected }) => expected),
    ...inAttempts.map(outcomeCell),
  ];
}

/** What the attempts have in common once, else both. */
const eachOf = (checks: readonly Check[], say: (check: Check) => string) =>
  [...new Set(checks.map(say))].join(', then ');

/** On a phone a cell is a grid, in which the inner span keeps its text together. */
const outcomeCell = (check: Check | undefined): Content =>
  check === undefined ? '–' : html`<span>${resultMark(check.result)} ${check.observed}</span>`;

const resultMark = (result: Check['result']) =>
  html`<span class="result result-${result}"><span aria-hidden="true">${resultSigns[result]}</span> ${result}:</span>`;
