import { type Result, resultInWords } from './class-results.ts';

/** A line for each exercise, by RFC 4180. */
export function csvOf(results: readonly Result[]): string {
  const head = ['student', 'lab', 'result', 'outcome', 'problems', 'file', 'notes'];
  const rows = results.map((result) => {
    const { assignment, grade } = result;
    const problems = grade?.problems.map(({ says }) => says).join(' ') ?? '';
    return [
      assignment.student,
      assignment.lab,
      resultInWords(result),
      grade?.outcome ?? '',
      problems,
      grade?.file ?? '',
      grade?.notes.join(' ') ?? '',
    ];
  });
  return [head, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

/** A spreadsheet takes a cell that begins with one of these for a formula, and would run what a student wrote. */
const formula = /^[\s]*[=+\-@|%]|^[\t\r\n]/;

function cellOf(text: string): string {
  const harmless = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
