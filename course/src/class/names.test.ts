import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { studentsIn } from './names.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'names-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('names are taken as they are given, or from a file', async () => {
  expect(await studentsIn(['Ada Lovelace', "Conor O'Neill", '李 明', 'k12345678@uni.example'])).toHaveLength(4);
  await writeFile(join(folder, 'class.txt'), '# winter\r\nAda Lovelace\r\n\r\n  Zoë Müller  \r\n');
  expect(await studentsIn([join(folder, 'class.txt')])).toEqual(['Ada Lovelace', 'Zoë Müller']);
});

test.each(['', '=1+1', '../up', 'a|b', '<b>', '[link](x)', 'a\u001bb', '-dash', 'x'.repeat(81)])(
  '%j is no name',
  async (name) => {
    await expect(studentsIn(['Ada', name])).rejects.toThrow('is no name');
  },
);

test('nobody is there twice, in whatever case and with whatever spaces, nor beside a twin of the class', async () => {
  await expect(studentsIn(['Zoë', 'Zoe\u0308'])).rejects.toThrow('"Zoë" and "Zoë": who is who? Add something');
  await expect(studentsIn(['Ada Lovelace', 'ada  lovelace'])).rejects.toThrow('who is who?');
  await expect(studentsIn(['ada'], ['Ada'])).rejects.toThrow('"ada" and in the class: "Ada": who is who?');
  expect(await studentsIn(['Ada'], ['Ada', 'Bob'])).toEqual(['Ada']);
});

test('all bad lines of a file are told at once, by their numbers', async () => {
  const file = join(folder, 'class.txt');
  await writeFile(file, '# winter\n<b>\nZoë\n\n=1+1\nZOË\n');
  const told = await studentsIn([file]).catch((error: Error) => error.message);
  expect(String(told).split('\n')).toEqual([
    expect.stringMatching(/^line 2: "<b>" is no name \(letters/),
    expect.stringMatching(/^line 5: "=1\+1" is no name/),
    expect.stringMatching(/^line 6: "ZOË" and line 3: "Zoë": who is who\?/),
  ]);
});

test('what spreadsheets and editors save is taken, or it is said how to save it', async () => {
  const file = join(folder, 'class.csv');
  await writeFile(file, '\ufeffAda\rBob');
  expect(await studentsIn([file])).toEqual(['Ada', 'Bob']);
  await writeFile(file, Buffer.from('Zoë', 'latin1'));
  await expect(studentsIn([file])).rejects.toThrow('is not UTF-8: save it as text in UTF-8');
});

test.each(['my-class.txt', 'winter/students', 'Class.CSV'])('%s is not taken for a student', async (name) => {
  await expect(studentsIn([name])).rejects.toThrow(`there is no file ${name}`);
  await expect(studentsIn(['Ada', name])).rejects.toThrow('give one file, or the names themselves');
});
