import { styleText } from 'node:util';
import type { Check } from '../judgement/check.ts';
import { errorRates } from './error-rates.ts';
import { type Tone, controlJudgement, resultSigns, toneOf, toneSigns } from './outcome-words.ts';
import { duration } from './number-format.ts';
import type { Report } from './report-schema.ts';
import { runTitle } from './run-title.ts';
import { secondsTaken, tellingAttempt, weSaw } from './summaries.ts';
import { clipped, oneLine, wrapped } from './terminal-text.ts';

export interface TerminalOptions {
  /** Whether colours may be used. What they say is said by signs, too. */
  colour: boolean;
  /** Letters in a line; 100 unless told. */
  width?: number | undefined;
}

type Colour = 'green' | 'red' | 'yellow' | 'bold' | 'dim';
type Paint = (colour: Colour, text: string) => string;

const colours: Record<Tone, Colour> = { good: 'green', bad: 'red', open: 'yellow' };
const resultColours: Record<Check['result'], Colour> = { holds: 'green', fails: 'red', undecided: 'yellow' };

/** A lab's verdict as a block of lines for a terminal, with an empty one at its end. */
export function terminalVerdict(report: Report, options: TerminalOptions): string {
  const { lab, verdict, setting, findings } = report;
  const width = options.width ?? 100;
  const paint = painter(options.colour);
  const say = (label: string, text: string) => wrapped(text, { width, indent: 14, label: `  ${label}` });
  const control = setting.isControl ? [...wrapped(controlJudgement(report), { width, indent: 2 })] : [];
  return [
    `${paint('bold', clipped(`${lab.row} ${runTitle(report)}: `, width - 18))}${paint(colours[toneOf(report)], outcome(report))}`,
    ...control,
    ...wrapped(`${verdict.because}.`, { width, indent: 2 }),
    ...errorRates(report).flatMap((sentence) =>
      wrapped(sentence, { width, indent: 2 }).map((line) => paint('dim', line)),
    ),
    ...say('source saw', lab.source.saw),
    ...weSaw(report).flatMap((observed, index) => say(index === 0 ? 'we saw' : '', observed)),
    ...checkLines(report, width, paint),
    // Commands stay in one line: they are there to be copied.
    ...findings.flatMap(({ layer, says, command }) => [...say('cause', `${layer}: ${says}`), `  ${oneLine(command)}`]),
    ...(report.advice === undefined ? [] : say('so', report.advice)),
    '',
  ].join('\n');
}

/** A line per lab, for several; at the end those that came to no verdict. */
export function terminalSummary(
  reports: readonly Report[],
  options: TerminalOptions,
  unfinished: readonly { name: string; because: string }[] = [],
): string {
  const width = options.width ?? 100;
  const paint = painter(options.colour);
  const names = reports.map(({ lab, setting }) => (setting.isControl ? `${lab.name}: ${setting.title}` : lab.name));
  const all = [...names, ...unfinished.map(({ name }) => name)];
  const nameWidth = Math.min(38, Math.max(0, ...all.map((name) => name.length)));
  const startOf = (name: string) => `${clipped(name, nameWidth).padEnd(nameWidth)}  `;
  const lines = reports.map((report, index) => {
    const took = duration(secondsTaken(report) * 1000);
    const start = startOf(names[index]!);
    const verdict = outcome(report).padEnd(16);
    const rest = clipped(weSaw(report).join('; '), width - start.length - verdict.length - 12);
    return `${start}${paint(colours[toneOf(report)], verdict)}  ${took.padStart(7)}  ${paint('dim', rest)}`.trimEnd();
  });
  const failed = unfinished.map(({ name, because }) => {
    const start = `${startOf(name)}${paint('red', `${toneSigns.bad} no verdict`.padEnd(16))}           `;
    return `${start}${paint('dim', clipped(because, width - nameWidth - 30))}`;
  });
  return [...lines, ...failed].join('\n');
}

const outcome = (report: Report) => `${toneSigns[toneOf(report)]} ${report.verdict.outcome}`;

/** Each check of the attempt that is told of; of two attempts, the first one's sign stands before it. */
function checkLines(report: Report, width: number, paint: Paint): string[] {
  const { attempts } = report;
  return (tellingAttempt(report)?.checks ?? []).flatMap((check) => {
    const inAttempts = attempts.map(({ checks }) => checks.find(({ id }) => id === check.id)?.result);
    const signs = inAttempts.map((result) => (result === undefined ? '–' : resultSigns[result])).join('');
    const text = `${check.claim}: ${check.observed}`;
    const [first = '', ...others] = wrapped(text, { width, indent: 5 });
    return [`  ${paint(resultColours[check.result], signs.padEnd(2))} ${first.trimStart()}`, ...others];
  });
}

/** Colours whatever the environment says: whether they are wanted has been found out before. */
const painter =
  (colour: boolean): Paint =>
  (format, text) =>
    colour ? styleText(format, text, { validateStream: false }) : text;
