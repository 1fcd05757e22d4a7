import { expect, test } from 'vitest';
import type { Grade } from '../check/problem.ts';
import { csvOf } from './csv.ts';

const assignment = { student: 'Ada', folder: 'ada', lab: 'canary', seed: 1, parameters: {}, fault: '' };

const gradeOf = (student: string, says: string): Grade => ({
  file: 'a.json',
  student,
  lab: 'canary',
  accepted: false,
  sealed: true,
  ended: '',
  outcome: undefined,
  problems: [{ kind: 'records', says }],
  notes: ['Look.'],
});

const rowOf = (student: string, says?: string) => {
  const grade = says === undefined ? undefined : gradeOf(student, says);
  return csvOf({
    results: [{ assignment: { ...assignment, student }, grade, sentences: false }],
    strangers: [],
    unreadable: [],
  });
};

test('files that belong to no exercise have lines, too, and are nobody’s', () => {
  const unreadable = [{ file: 'b.zip', why: 'b.zip cannot be read: it is not JSON.' }];
  expect(
    csvOf({ results: [], strangers: [gradeOf('Dan', 'Wrong.')], unreadable })
      .split('\r\n')
      .slice(1, 3),
  ).toEqual([
    ',canary,no exercise of this class,,It is of Dan. Wrong.,a.json,Look.,',
    ',,not graded,,b.zip cannot be read: it is not JSON.,b.zip,,',
  ]);
});

test('a file’s name begins no line', () => {
  const file = 'a\n,canary,accepted.json';
  const table = csvOf({
    results: [],
    strangers: [{ ...gradeOf('Dan', 'Wrong.'), file }],
    unreadable: [{ file, why: '' }],
  });
  expect(table.split('\n')).toHaveLength(4);
});

test('lines end and cells are quoted as RFC 4180 says', () => {
  expect(rowOf('Ada')).toBe('student,lab,result,outcome,problems,file,notes,sentences\r\nAda,canary,missing,,,,,\r\n');
  expect(rowOf('Lovelace, Ada')).toContain('\r\n"Lovelace, Ada",canary');
  expect(rowOf('Ada', 'She said "no",\nand left.')).toContain(',"She said ""no"",\nand left.",a.json,Look.,\r\n');
});

test.each(['=HYPERLINK("http://evil.example")', '+1', '-1', '@SUM(A1)', '\t=1', '|calc', '  =1', '%0A'])(
  '%j is no formula to a spreadsheet',
  (text) => {
    const cell = rowOf('Ada', text).split('canary,not accepted,,')[1]!;
    expect(cell).toMatch(/^"?'/);
  },
);
