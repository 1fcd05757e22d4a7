import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSecret, secretAbove } from './secret.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secret-'));
  for (const name of ['winter', 'summer']) {
    await mkdir(join(folder, name, 'teacher'), { recursive: true });
    await writeFile(join(folder, name, 'teacher/secret'), name);
  }
});
afterEach(() => rm(folder, { recursive: true }));

const above = (...files: string[]) => secretAbove(files.map((file) => join(folder, file)));

test('the secret is that of the class that files are in, however deep', async () => {
  const secret = join(folder, 'winter/teacher/secret');
  expect(await above('winter/submissions/a.json')).toBe(secret);
  expect(await above('winter/submissions/ada/x.json', 'winter/submissions/week 1/bob/y.json', 'winter/z.json')).toBe(
    secret,
  );
});

test('files of several classes, or of none, have no one secret', async () => {
  await expect(above('winter/submissions/a.json', 'summer/submissions/b.json')).rejects.toThrow(
    'give --secret-file, or check one class at a time: these files lie in several',
  );
  await expect(above('winter/submissions/a.json', 'mail/b.json')).rejects.toThrow(
    /give --secret-file: .*mail is in no class/,
  );
});

test('an error on a file is one line, whatever the file is called', async () => {
  await expect(readSecret(join(folder, 'a\n✓ accepted  Zoe'))).rejects.toThrow(
    /^[^\n]*a ✓ accepted Zoe: ENOENT[^\n]*$/,
  );
});
