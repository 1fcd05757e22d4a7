import { documentOf, heading, html, type Markup, tableMarkup, type Tone, toneMark } from '@weather/labs';
import type { Unreadable } from '../check/grade-file.ts';
import type { Grade } from '../check/problem.ts';
import { counted } from '../counted.ts';
import { hintTally, type Result, resultInWords, sentencesInWords } from './class-results.ts';

/** All that the page tells of. */
export interface ClassOverview {
  results: readonly Result[];
  strangers: readonly Grade[];
  unreadable: readonly Unreadable[];
  /** Files of Markdown that are nobody's sentences, by their names. */
  otherMarkdown: number;
  /** When it was made. */
  at: Date;
}

/** The class on one page, as a file that needs nothing beside it. */
export const pageOf = (overview: ClassOverview): string =>
  documentOf({
    title: 'Weather mesh course: class overview',
    part: 'course',
    navigation: undefined,
    main: html`<section class="overview" aria-labelledby="overview">
      ${heading(1, 'Class overview', 'overview')}
      <p class="question">${tally(overview.results)}</p>
      ${classTable(overview.results)} ${hintsTable(overview.results)} ${problemsTable(overview.results)}
      ${notesTable(overview.results)} ${leftOver(overview)}
    </section>`,
    footer: html`<p>
      Written by the course of weather-mesh, ${overview.at.toISOString().slice(0, 16).replace('T', ' ')} UTC. This file
      fetches nothing and runs no script.
    </p>`,
  });

function tally(results: readonly Result[]): string {
  const students = new Set(results.map(({ assignment }) => assignment.student)).size;
  const count = (words: string) => results.filter((result) => resultInWords(result) === words).length;
  return `${counted(students, 'student')}, ${counted(results.length, 'exercise')}: ${count('accepted')} accepted, ${count('not accepted')} not accepted, ${count('missing')} missing.`;
}

function classTable(results: readonly Result[]): Markup {
  const names = [...new Set(results.map(({ assignment }) => assignment.lab))];
  const students = Map.groupBy(results, ({ assignment }) => assignment.student);
  return tableMarkup({
    caption:
      'Each student’s exercises; of several submissions the accepted one counts, else the newest with its student’s seal',
    columns: ['Student', ...names],
    rows: [...students].map(([student, own]) => [
      student,
      ...names.map((name) => cellOf(own.find(({ assignment }) => assignment.lab === name))),
    ]),
  });
}

const cellOf = (result: Result | undefined) =>
  result === undefined
    ? '–'
    : html`<span class="outcome">${toneMark(toneOf(result))} <b>${resultInWords(result)}</b></span
        >${result.sentences ? html`<p>sentences: ${sentencesInWords(result)}</p>` : undefined}`;

const toneOf = ({ grade }: Result): Tone => (grade === undefined ? 'open' : grade.accepted ? 'good' : 'bad');

function hintsTable(results: readonly Result[]): Markup | undefined {
  const rows = hintTally(results);
  if (rows.length === 0) return undefined;
  return html`${heading(2, 'What was misunderstood')}
  ${tableMarkup({ caption: 'Hints, and how many students they are for', columns: ['Hint', 'Students'], rows })}`;
}

function problemsTable(results: readonly Result[]): Markup | undefined {
  const wrong = results.flatMap(({ grade }) => (grade === undefined || grade.accepted ? [] : grade));
  if (wrong.length === 0) return undefined;
  return html`${heading(2, 'What is not accepted, and why')} ${gradesTable('Submissions that are not accepted', wrong)}`;
}

function notesTable(results: readonly Result[]): Markup | undefined {
  const noted = results.flatMap(({ grade }) => (grade === undefined || grade.notes.length === 0 ? [] : grade));
  if (noted.length === 0) return undefined;
  return html`${heading(2, 'What else to look at')}
  ${tableMarkup({
    caption: 'What does not count against a submission',
    columns: ['Student', 'Lab', 'Note', 'File'],
    rows: noted.map(({ student, lab, notes, file }) => [student ?? 'nobody', lab, notes.join(' '), file]),
  })}`;
}

const gradesTable = (caption: string, grades: readonly Grade[]) =>
  tableMarkup({
    caption,
    columns: ['Student', 'Lab', 'Why', 'File'],
    rows: grades.map(({ student, lab, problems, file }) => [
      student ?? 'nobody',
      lab,
      html`<div>${problems.map(({ says }) => html`<p>${says}</p>`)}</div>`,
      file,
    ]),
  });

function leftOver({ strangers, unreadable, otherMarkdown }: ClassOverview): Markup | undefined {
  if (strangers.length + unreadable.length + otherMarkdown === 0) return undefined;
  return html`${heading(2, 'What belongs to no exercise of this class')}
  ${strangers.length === 0 ? undefined : gradesTable('Reports of somebody or something else', strangers)}
  ${unreadable.length === 0 ? undefined : unreadableTable(unreadable)}
  ${
    otherMarkdown === 0
      ? undefined
      : html`<p>
          ${counted(otherMarkdown, 'file')} of Markdown not named as a sheet says: whose sentences, nobody can tell.
        </p>`
  }`;
}

const unreadableTable = (unreadable: readonly Unreadable[]) =>
  tableMarkup({
    caption: 'Files that were not graded',
    columns: ['File', 'Why'],
    rows: unreadable.map(({ file, why }) => [file, why]),
  });
