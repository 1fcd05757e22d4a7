import { expect, test } from 'vitest';
import { sortedBySentences } from './sentences.ts';

const assign = (folder: string, lab: string) => ({ student: folder, folder, lab, seed: 1, parameters: {}, fault: '' });

test('sentences are known by the name that the sheet gives them, and no Markdown is graded', () => {
  const [adas, hers, bobs] = [assign('ada', 'canary'), assign('ada', 'random'), assign('bob', 'canary')];
  const files = ['in/ada-canary.json', 'in/ada-canary.md', 'in/week 1/BOB-canary.MD', 'in/notes.md', 'in/a.txt'];
  expect(sortedBySentences(files, [adas, hers, bobs])).toEqual({
    toGrade: ['in/ada-canary.json', 'in/a.txt'],
    withSentences: new Set([adas, bobs]),
    otherMarkdown: 1,
  });
});
