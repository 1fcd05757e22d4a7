import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderFor, studentsIn } from './names.ts';

test('names are taken as they are given, or from a file', async () => {
  expect(await studentsIn(['Ada Lovelace', "Conor O'Neill", '李 明', 'k12345678@uni.example'])).toHaveLength(4);
  const folder = await mkdtemp(join(tmpdir(), 'names-'));
  await writeFile(join(folder, 'class.txt'), '# winter\r\nAda Lovelace\r\n\r\n  Zoë Müller  \r\n');
  expect(await studentsIn([join(folder, 'class.txt')])).toEqual(['Ada Lovelace', 'Zoë Müller']);
  await rm(folder, { recursive: true });
});

test.each(['', '=1+1', '../up', 'a|b', '<b>', '[link](x)', 'a\u001bb', '-dash', 'x'.repeat(81)])(
  '%j is no name',
  async (name) => {
    await expect(studentsIn(['Ada', name])).rejects.toThrow('is no name');
  },
);

test('nobody is there twice', async () => {
  await expect(studentsIn(['Zoë', 'Zoe\u0308'])).rejects.toThrow('Zoë is there twice');
});

test('folders have plain letters, and each its own', () => {
  expect(folderFor('Zoë Müller', new Set())).toBe('zoe-muller');
  expect(folderFor('Zoe Muller', new Set(['zoe-muller']))).toBe('zoe-muller-2');
  expect(folderFor('李 明', new Set())).toBe('student');
  expect(folderFor('王 芳', new Set(['student', 'student-2']))).toBe('student-3');
});
