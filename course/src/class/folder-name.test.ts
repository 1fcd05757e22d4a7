import { expect, test } from 'vitest';
import { folderFor } from './folder-name.ts';

test('folders have plain letters, and each its own', () => {
  expect(folderFor('Zoë Müller', new Set())).toBe('zoe-muller');
  expect(folderFor('Zoe Muller', new Set(['zoe-muller']))).toBe('zoe-muller-2');
  expect(folderFor('李 明', new Set())).toBe('student');
  expect(folderFor('王 芳', new Set(['student', 'student-2']))).toBe('student-3');
});

test.each([
  ['Jörg Weiß', 'jorg-weiss'],
  ['Łukasz', 'lukasz'],
  ['Søren Ærø', 'soren-aero'],
  ['Þór Guðrún', 'thor-gudrun'],
  ['İpek Yıldız', 'ipek-yildiz'],
])('%s keeps every letter: %s', (student, folder) => {
  expect(folderFor(student, new Set())).toBe(folder);
});
