import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readClass } from '../src/class/class-file.ts';
import { course, secretFileOf } from './class-on-disk.ts';

let folder = '';
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'course-new-')), 'class');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

const text = (path: string) => readFile(join(folder, path), 'utf8');

test('who comes later is added, and what is there stays as it is', async () => {
  expect((await course('new', '--class', 'Ada', '--labs', 'canary', '--out', folder)).code).toBe(0);
  const sheet = join(folder, 'students/ada/canary/sheet.md');
  await writeFile(sheet, 'changed by hand');
  const { code, out } = await course('new', '--class', 'Ada', 'Bob', '--labs', 'canary', '--out', folder);
  expect([code, out.split('\n')[0]]).toEqual([0, `1 exercise for 2 students in ${folder}/students`]);
  expect(out.split('\n').slice(1, 3)).toEqual(['  Ada: ada', '  Bob: bob']);
  expect(await readFile(sheet, 'utf8')).toBe('changed by hand');
  expect((await readClass(folder)).map(({ student }) => student)).toEqual(['Ada', 'Bob']);
  expect(await text('teacher/key.md')).toMatch(/\| Ada \|[^]*\| Bob \|/);
});

test('mistakes go round the class, and a later `new` goes on where the last one ended', async () => {
  const mistakes = async () => (await readClass(folder)).map(({ fault }) => fault);
  await course('new', '--class', 'Ada', 'Bob', 'Cyd', '--labs', 'random', '--out', folder);
  const first = await mistakes();
  await course('new', '--class', 'Dan', 'Eve', '--labs', 'random', '--out', folder);
  const all = await mistakes();
  expect(all.slice(0, 3)).toEqual(first);
  // Of two mistakes, in five exercises.
  expect(all.filter((one) => one === all[0]).length).toBeOneOf([2, 3]);
  expect(await text('teacher/key.md')).toContain('| Eve | eve |');
});

test('what was broken off half-way is finished by the same command', async () => {
  const made = ['new', '--class', 'Ada', 'Bob', 'Cyd', '--labs', 'canary', 'random', '--out', folder];
  // As if the disk were full: Bob's folder cannot be made.
  const inTheWay = join(folder, 'students/bob');
  await mkdir(join(folder, 'students'), { recursive: true });
  await writeFile(inTheWay, '');
  expect((await course(...made)).code).toBe(2);
  const adas = await text('students/ada/canary/exercise.json');
  await rm(inTheWay);
  // And as if it had ended in the midst of Bob's first folder.
  await mkdir(join(folder, 'students/bob/canary.part/rules'), { recursive: true });
  const { code, out } = await course(...made);
  expect([code, out.split('\n')[0]]).toEqual([0, `4 exercises for 3 students in ${folder}/students`]);
  expect(await text('students/ada/canary/exercise.json')).toBe(adas);
  for (const student of ['ada', 'bob', 'cyd'])
    expect((await readdir(join(folder, 'students', student))).toSorted()).toEqual(['canary', 'random']);
  expect(await text('teacher/key.md')).toContain('| Cyd |');
  expect((await course(...made)).out).toContain('0 exercises for 3 students');
});

test('a folder of somebody else is left alone: 2', async () => {
  await mkdir(join(folder, 'students/ada/canary'), { recursive: true });
  const { code, told } = await course('new', '--class', 'Ada', '--labs', 'canary', '--out', folder);
  expect([code, told]).toEqual([2, expect.stringContaining('is there already, and not in the class file')]);
  await expect(readClass(folder)).rejects.toThrow('ENOENT');
});

test('all labs are exercises unless some are named, and rules on the way are handed out, too', async () => {
  await course('new', '--class', 'Ada', '--out', folder);
  const assignments = await readClass(folder);
  expect(assignments.map(({ lab }) => lab)).toEqual(expect.arrayContaining(['circuit-breaker', 'round-robin']));
  expect(await text('students/ada/circuit-breaker/rules/measured/kustomization.yaml')).toContain('envoy-filter');
  expect(await text('students/ada/egress/rules/declared/service-entry-station-archive.yaml')).toContain(
    'MESH_EXTERNAL',
  );
  expect(existsSync(join(folder, 'students/ada/authorization/rules/tokens'))).toBe(false);
  expect(await text('students/ada/global-rate-limit/rules/config-map-ratelimit.yaml')).toContain(
    'requests_per_unit: ___',
  );
  const second = 'students/ada/abort-fault/rules/share/virtual-service-machine-learning-v1.yaml';
  expect(await text(second)).toContain('value: ___');
  expect(await text('students/ada/abort-fault/sheet.md')).toContain(
    `(\`${second.slice('students/ada/abort-fault/'.length)}\`, \``,
  );
  expect(await text('students/ada/canary/sheet.md')).toContain('`ada-canary.json`, a copy of `report/canary.json`');
});

test('the key has each value as it has to be typed', async () => {
  await course('new', '--class', 'Ada', '--labs', 'least-request', '--out', folder);
  expect(await text('teacher/key.md')).toContain('| `LEAST_REQUEST` | `"1"` |');
});

test("a secret is drawn once, and neither others nor git get what is the teacher's", async () => {
  const first = await course('new', '--class', 'Ada', '--labs', 'random', '--out', folder);
  expect(first.told).toContain('a new secret was drawn');
  const drawn = await readFile(secretFileOf(folder), 'utf8');
  for (const file of ['secret', 'class.json', 'key.md'])
    expect((await stat(join(folder, 'teacher', file))).mode & 0o077).toBe(0);
  expect(await text('teacher/.gitignore')).toBe('*\n');
  const second = await course('new', '--class', 'Bob', '--labs', 'random', '--out', folder);
  expect(second.told).not.toContain('secret');
  expect(await readFile(secretFileOf(folder), 'utf8')).toBe(drawn);
});

test.each([
  ['a lab that is none', ['--class', 'Ada', '--labs', 'nonsense'], 'there is no exercise nonsense: there are'],
  ['a name that is none', ['--class', '<b>'], 'is no name'],
  ['a class file that is not there', ['--class', 'no-such-class.txt'], 'there is no file no-such-class.txt'],
  ['nobody', [], "required option '--class"],
])('%s is refused: 2', async (_, args, says) => {
  const { code, told } = await course('new', ...args, '--out', folder);
  expect(code).toBe(2);
  expect(told).toContain(says);
});

test('what is no secret, no class or no folder is said', async () => {
  const short = join(folder, '..', 'short');
  await writeFile(short, 'abc');
  expect((await course('check', short, '--secret-file', short)).told).toContain('is no secret');
  expect((await course('check', short, '--secret-file', `${short}er`)).told).toContain('ENOENT');
  expect((await course('overview', folder, '--out', `${folder}.html`)).code).toBe(2);
  await mkdir(join(folder, 'teacher'), { recursive: true });
  await writeFile(join(folder, 'teacher/class.json'), '{');
  expect((await course('overview', folder, '--out', `${folder}.html`)).told).toMatch(/^error: .*class\.json: Expected/);
  expect((await course('overview', folder, '--out', 'page.txt')).told).toContain('has to end in .html');
});
