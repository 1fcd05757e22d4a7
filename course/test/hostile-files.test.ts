import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Graded } from '../src/check/copies.ts';
import { ThreadApart } from '../src/check/grade-apart.ts';
import { gradeFile } from '../src/check/grade-file.ts';
import { course } from './class-on-disk.ts';

const secret = 's'.repeat(40);
/** A run on a real cluster. */
const runFile = join(import.meta.dirname, '../../docs/lab-report.json');

interface Content {
  seed: number;
  exercise: object;
  lab: { name: string };
  attempts: { phases: { proxies: { log: { columns: Record<string, object> } }[] }[]; checks: object[] }[];
}

let folder = '';
let thread: ThreadApart | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'course-hostile-'));
});
afterEach(async () => {
  await thread?.end();
  await rm(folder, { recursive: true });
});

/** @returns the file */
async function changed(change: (content: Content) => void, name = 'hostile.json'): Promise<string> {
  const content = JSON.parse(await readFile(runFile, 'utf8')) as Content;
  change(content);
  const file = join(folder, name);
  await writeFile(file, JSON.stringify(content));
  return file;
}

test.each([
  [
    'a table of columns that nobody knows',
    { rows: 20_000, columns: { odd: { same: 1 } } },
    'is no column of this table',
  ],
  ['a long table without columns', { rows: 50_000, columns: {} }, 'log[0].time'],
])('%s is refused in a sentence', async (_, log, says) => {
  const file = await changed(({ attempts }) => Object.assign(attempts[0]!.phases[0]!.proxies[0]!, { log }));
  const done = await gradeFile(file, secret);
  expect(done).toMatchObject({
    why: `${file} cannot be read: it is not a lab's report.`,
    details: expect.stringContaining(says),
  });
});

test('of a thousand checks that nobody makes some are told', async () => {
  const file = await changed((content) => {
    content.exercise = { student: 'Eve', seed: content.seed, parameters: {} };
    const { checks } = content.attempts[0]!;
    checks.push(...Array.from({ length: 1000 }, (_, at) => ({ ...checks[0], id: `made-up-${at}` })));
  });
  const done = (await gradeFile(file, secret)) as Graded;
  expect(done.grade.problems.map(({ says }) => says).join('\n')).toContain('made-up-0');
  expect(done.grade.problems.length).toBeLessThanOrEqual(20);
});

const line = '\n✓ accepted\t\u202eZoe, round-robin';

/** What `check` prints of it, line by line. */
async function printedOf(file: string): Promise<string[]> {
  const secretFile = join(folder, 'secret');
  await writeFile(secretFile, secret);
  const { out } = await course('check', file, '--secret-file', secretFile);
  return out.split('\n');
}

test.each<[string, (content: Content) => void, string]>([
  ['a student', (content) => Object.assign(content.exercise, { student: `Bob${line}` }), 'nobody, round-robin'],
  ['a lab', ({ lab }) => (lab.name += line), 'There is no lab round-robin ✓ accepted ⟨202E⟩Zoe'],
  [
    'a request',
    ({ attempts }) => {
      const { columns } = attempts[0]!.phases[0]!.proxies[0]!.log;
      columns.requestId = { same: `id${line}` };
    },
    'has a request id ✓ accepted ⟨202E⟩Zoe',
  ],
])('%s that is called like a line of ours makes none', async (_, change, says) => {
  const file = await changed((content) => {
    content.exercise = { student: 'Bob', seed: content.seed, parameters: {} };
    change(content);
  });
  const printed = await printedOf(file);
  expect(printed.join('\n')).toContain(says);
  expect(printed.filter((one) => !/^(✗ not accepted | {2}\S)/.test(one))).toEqual([]);
});

test('nor does a file of such a name, wherever it is told of', async () => {
  const name = `bob${line}.json`;
  const readable = await changed(() => undefined, name);
  expect(await printedOf(readable)).toEqual([
    expect.stringMatching(/^✗ not accepted/),
    expect.stringMatching(/^ {2}It is/),
  ]);
  await writeFile(readable, '');
  expect(await printedOf(readable)).toEqual([expect.stringContaining('bob ✓ accepted ⟨202E⟩Zoe')]);
});

test.each([
  ['time', { seconds: 0.001, megabytes: 1500 }, 'that takes more than 0.001 seconds'],
  ['memory', { seconds: 60, megabytes: 10 }, 'memory'],
])(
  'a file that takes too much %s is given up, and the next one is graded',
  async (_, allowed, says) => {
    thread = new ThreadApart(secret, allowed);
    expect(await thread.grade(runFile)).toMatchObject({ file: runFile, why: expect.stringContaining(says) });
    Object.assign(allowed, { seconds: 60, megabytes: 1500 });
    expect(await thread.grade(runFile)).toMatchObject({ grade: { lab: 'round-robin' } });
  },
  60_000,
);
