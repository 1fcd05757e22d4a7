import { oneLine } from '@weather/labs';
import { resultInWords, sentencesInWords } from './class-results.ts';
import type { ClassOverview } from './page.ts';

/** A line for each exercise, and behind them one without a student for each file that belongs to none; by RFC 4180. */
export function csvOf({ results, strangers, unreadable }: Omit<ClassOverview, 'at' | 'otherMarkdown'>): string {
  const head = ['student', 'lab', 'result', 'outcome', 'problems', 'file', 'notes', 'sentences'];
  const rows = results.map((result) => {
    const { assignment, grade } = result;
    const problems = grade?.problems.map(({ says }) => says).join(' ') ?? '';
    return [
      assignment.student,
      assignment.lab,
      resultInWords(result),
      grade?.outcome ?? '',
      problems,
      oneLine(grade?.file ?? ''),
      grade?.notes.join(' ') ?? '',
      sentencesInWords(result),
    ];
  });
  const rest = [
    ...strangers.map(({ student, lab, outcome, problems, file, notes }) => {
      const whose = `It is of ${student ?? 'nobody'}.`;
      const says = [whose, ...problems.map((problem) => problem.says)].join(' ');
      return ['', lab, 'no exercise of this class', outcome ?? '', says, oneLine(file), notes.join(' '), ''];
    }),
    ...unreadable.map(({ file, why }) => ['', '', 'not graded', '', why, oneLine(file), '', '']),
  ];
  return [head, ...rows, ...rest].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

/** A spreadsheet takes a cell that begins with one of these for a formula, and would run what a student wrote. */
const formula = /^[\s]*[=+\-@|%]|^[\t\r\n]/;

function cellOf(text: string): string {
  const harmless = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
