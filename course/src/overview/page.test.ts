import { expect, test } from 'vitest';
import type { Grade } from '../check/problem.ts';
import { hintTally, resultsOf, strangersAmong } from './class-results.ts';
import { pageOf } from './page.ts';

const assign = (student: string, lab = 'canary') => ({
  student,
  folder: 'x',
  lab,
  seed: 1,
  parameters: {},
  fault: '',
});

const grade = (student: string | undefined, more: Partial<Grade> = {}): Grade => ({
  file: `${student}.json`,
  student,
  lab: 'canary',
  accepted: false,
  sealed: true,
  ended: '2026-01-01T00:00:00Z',
  outcome: 'reproduced',
  problems: more.accepted ? [] : [{ kind: 'outcome', says: 'Wrong.', hint: 'Look again.' }],
  notes: [],
  ...more,
});

test('of several submissions the accepted one counts, else a sealed one, else the newest', () => {
  const assignments = [assign('Ada'), assign('Bob'), assign('Cyd')];
  const grades = [
    grade('Ada', { accepted: true, file: 'first' }),
    grade('Ada', { ended: '2026-02-01T00:00:00Z' }),
    grade('Bob', { file: 'old' }),
    grade('Bob', { file: 'new', ended: '2026-02-01T00:00:00Z' }),
    grade('Bob', { file: "anybody's", ended: '2026-03-01T00:00:00Z', sealed: false }),
    grade('Dan'),
    grade(undefined),
  ];
  const results = resultsOf(assignments, grades, new Set([assignments[1]!]));
  expect(results.map((one) => one.grade?.file)).toEqual(['first', 'new', undefined]);
  expect(results.map(({ sentences }) => sentences)).toEqual([false, true, false]);
  expect(strangersAmong(assignments, grades).map(({ student }) => student)).toEqual(['Dan', undefined]);
  expect(hintTally(results)).toEqual([['Look again.', 1]]);
});

test('nothing that was handed in becomes markup', () => {
  const hostile = '<script>alert(1)</script>"\' onmouseover=x \u001b[31m\u202e';
  const says = { kind: 'outcome', says: hostile, hint: hostile } as const;
  const bad = grade(hostile, { file: hostile, lab: hostile, outcome: hostile, problems: [says], notes: [hostile] });
  const page = pageOf({
    results: [{ assignment: assign(hostile), grade: bad, sentences: true }],
    strangers: [bad],
    unreadable: [{ file: hostile, why: hostile }],
    otherMarkdown: 2,
    at: new Date(0),
  });
  expect(page).toContain('What else to look at');
  expect(page).toContain('sentences: handed in');
  expect(page).toContain('2 files of Markdown');
  expect(page).not.toContain('<script');
  expect(page).not.toContain('\u001b');
  expect(page).not.toContain('\u202e');
  expect(page).toContain("default-src 'none'".replaceAll("'", '&#39;'));
});

test('a class without a submission has a page, too', () => {
  const page = pageOf({
    results: resultsOf([assign('Ada')], [], new Set()),
    strangers: [],
    unreadable: [],
    otherMarkdown: 0,
    at: new Date(0),
  });
  expect(page).not.toContain('Markdown');
  expect(page).toContain('1 student, 1 exercise: 0 accepted, 0 not accepted, 1 missing.');
  expect(page).toContain('1970-01-01 00:00 UTC');
});
