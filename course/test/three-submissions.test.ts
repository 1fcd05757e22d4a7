import { readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Report, readReport, withValue } from '@weather/labs';
import { labProgram } from '../../labs/test/fake-lab-world.ts';
import { beginVirtualTime, endVirtualTime } from '../../labs/test/virtual-time.ts';
import type { Assignment } from '../src/class/class-file.ts';
import { assignmentOf, course, handIn, liveCluster, madeClass, secretFileOf, writeSolution } from './class-on-disk.ts';
import { exerciseOf, inFirstPhase, rewrite, selfConsistent, withShareInvented } from './forgery.ts';

vi.mock('node:timers/promises', () => import('../../labs/test/virtual-time.ts'));

// Each report is graded in a thread of its own, which takes a second or two; some tests grade six.
vi.setConfig({ testTimeout: 120_000 });

const [ada, bob, eve] = ['Ada Lovelace', 'Bob', 'Eve'];
let folder = '';
let right = '';
let wrong = '';
let invented = '';
let evesSheet: Assignment;

beforeAll(async () => {
  beginVirtualTime();
  folder = await madeClass([ada!, bob!, eve!], ['canary', 'round-robin']);
  const adas = await assignmentOf(folder, ada!, 'canary');
  await writeSolution(folder, adas);
  right = await handIn(folder, adas, liveCluster(1));
  const bobs = await assignmentOf(folder, bob!, 'canary');
  const typo = withValue('DestinationRule', 'machine-learning', ['spec', 'subsets', 1, 'labels', 'version'], 'v2x');
  await writeSolution(folder, bobs, typo);
  wrong = await handIn(folder, bobs, liveCluster(2));
  evesSheet = await assignmentOf(folder, eve!, 'canary');
  invented = await invent((report) => report);
}, 120_000);

afterAll(async () => {
  endVirtualTime();
  await rm(folder, { recursive: true });
});

/** Eve ran the lab itself, and makes its report look like one of her exercise. */
async function invent(more: (report: Report) => Report): Promise<string> {
  const out = join(folder, 'plain');
  await labProgram(liveCluster(3)).lab('run', 'canary', '--seed', '3', '--out', out);
  const file = join(folder, 'submissions', 'eve-canary.json');
  await writeFile(file, await readFile(join(out, 'canary.json'), 'utf8'));
  const exercise = await exerciseOf(folder, evesSheet);
  const plain = readReport(await readFile(file, 'utf8'));
  const forged = more(withShareInvented(plain, exercise.parameters.share!));
  const consistent = await selfConsistent(forged, exercise);
  await rewrite(file, () => consistent, exercise.token);
  return file;
}

const check = (...files: string[]) => course('check', ...files, '--secret-file', secretFileOf(folder));

describe('three submissions', () => {
  test('the right one is accepted', async () => {
    const { code, out } = await check(right);
    expect(out).toContain('✓ accepted  Ada Lovelace, canary');
    expect(code).toBe(0);
  });

  test('of the wrong rule it says what is wrong and what may have been misunderstood', async () => {
    const { code, out } = await check(wrong);
    expect(code).toBe(1);
    expect(out).toContain('✗ not accepted  Bob, canary');
    expect(out).toContain('spec.subsets.1.labels.version: the planted mistake is still there');
    expect(out).toContain('never became live');
    expect(out).toContain('Hint: The name of a subset is only a name');
    expect(out).not.toContain('seal');
  });

  test('invented numbers are found out although file and seal agree with them', async () => {
    const { code, out } = await check(invented);
    expect(code).toBe(1);
    expect(out).not.toContain('seal');
    expect(out).toMatch(
      /Phase split: request \d+: the client was served by machine-learning-v2-\w+, and the proxy says machine-learning-v1/,
    );
  });

  test("so they are when the client's proxy was made to agree: the others do not", async () => {
    const file = await invent((report) => {
      const { records } = report.attempts[0]!.phases[0]!.load;
      return inFirstPhase(report, (phase) => ({
        ...phase,
        proxies: phase.proxies.map((proxy) => {
          if (proxy.side !== 'client') return proxy;
          const v2 = phase.proxies.find(({ replica }) => replica.version === 'v2')!.replica;
          const log = proxy.log.map((line, index) =>
            line.version === records[index]!.version
              ? line
              : {
                  ...line,
                  version: 'v2',
                  servedBy: v2.name,
                  upstream: `${v2.address}:3001`,
                  upstreamCluster: line.upstreamCluster.replace('|v1|', '|v2|'),
                },
          );
          return { ...proxy, log };
        }),
      }));
    });
    const { code, out } = await check(file);
    expect(code).toBe(1);
    expect(out).toMatch(/went to machine-learning-v2-\w+, whose proxy has no line about it/);
    expect(out).toMatch(/logged \d+ requests to .*, and its counter grew by \d+/);
  });

  test('all together give the worst exit code, and --json says the same to programs', async () => {
    const { code, out } = await course('check', right, wrong, '--json', '--secret-file', secretFileOf(folder));
    expect(code).toBe(1);
    const grades = out.split('\n').map((line) => JSON.parse(line) as { student: string; accepted: boolean });
    expect(grades.map(({ student, accepted }) => [student, accepted])).toEqual([
      [ada, true],
      [bob, false],
    ]);
  });
});

/** What is said of Ada's report with something changed. */
const changed = async (change: Parameters<typeof rewrite>[1], token?: string) => {
  const file = join(folder, 'changed.json');
  await writeFile(file, await readFile(right, 'utf8'));
  await rewrite(file, change, token);
  return check(file);
};

describe('the secret', () => {
  test('is that of the class in whose folder the files are, unless one is named', async () => {
    expect((await course('check', right)).out).toContain('✓ accepted  Ada Lovelace');
    const none = await course('check', join(folder, 'submissions/*.txt'));
    expect([none.code, none.told]).toEqual([2, expect.stringContaining('nothing has been handed in yet')]);
  });

  test('is doubted, and not the class, where no seal fits', async () => {
    const other = join(folder, 'secret-of-another-class');
    await writeFile(other, 'x'.repeat(40));
    const { out, told } = await course('check', right, wrong, '--secret-file', other);
    expect(out).toContain('or the secret is that of another class');
    expect(told).toBe(`No seal fits: is ${other} the secret of this class?`);
    expect((await check(right, join(folder, 'plain/canary.json'))).told).toBe('');
    expect((await course('overview', folder, '--secret-file', other)).told).toContain('No seal fits');
  });
});

describe('a right report that is not as it was', () => {
  test('is not accepted after any change', async () => {
    const { code, out } = await changed((report) => ({ ...report, notes: [] }));
    expect(code).toBe(1);
    expect(out).toContain('Its seal does not fit');
  });

  test('is not accepted under the name of somebody else, nor with that one’s token and numbers', async () => {
    const other = await exerciseOf(folder, await assignmentOf(folder, bob!, 'canary'));
    const renamed = await changed((report) => ({ ...report, exercise: { ...report.exercise!, student: bob! } }));
    expect(renamed.out).toContain(
      'Its seal does not fit: it was changed after the run, is not of the sheet that Bob got',
    );
    const { student, seed, parameters, token } = other;
    const resealed = await changed((report) => ({ ...report, seed, exercise: { student, seed, parameters } }), token);
    expect(resealed.out).not.toContain('seal');
    expect(resealed.out).toMatch(/the weight of v2 is \d+, and has to be \d+/);
    expect(resealed.out).not.toContain('✓');
  });

  test('is not accepted with another seed', async () => {
    const { token } = await exerciseOf(folder, await assignmentOf(folder, ada!, 'canary'));
    const { out } = await changed((report) => ({ ...report, seed: 1 }), token);
    expect(out).toContain('It ran with seed 1, and the sheet of Ada Lovelace has');
  });

  test('is not accepted when its checks or verdict say otherwise than its records', async () => {
    const { token } = await exerciseOf(folder, await assignmentOf(folder, ada!, 'canary'));
    const failing = await changed(
      (report) => ({
        ...report,
        verdict: { ...report.verdict, outcome: 'inconclusive' },
        attempts: report.attempts.map((attempt) => ({
          ...attempt,
          checks: attempt.checks.map((one) => (one.id === 'share' ? { ...one, result: 'fails' } : one)),
        })),
      }),
      token,
    );
    expect(failing.out).toContain('Check share: the file says "fails"');
    expect(failing.out).toContain('The file says "inconclusive", and its records come to "reproduced"');
  });

  test('is not accepted of a classmate who changed the name alone, and stays accepted itself', async () => {
    const stolen = join(folder, 'stolen.json');
    await writeFile(stolen, await readFile(right, 'utf8'));
    await rewrite(stolen, (report) => ({ ...report, exercise: { ...report.exercise!, student: eve! } }));
    const { code, out } = await check(stolen, right, stolen);
    expect(code).toBe(1);
    expect(out.match(/✗ not accepted {2}Eve, canary/g)).toHaveLength(1);
    expect(out).toContain('✓ accepted  Ada Lovelace, canary');
    expect(out).toContain(`Note: ${stolen} shows the same requests under another name`);
    await rm(stolen);
  });

  test('is not accepted twice, under two names', async () => {
    const other = await exerciseOf(folder, await assignmentOf(folder, bob!, 'canary'));
    const copy = join(folder, 'copy.json');
    await writeFile(copy, await readFile(right, 'utf8'));
    const { student, seed, parameters, token } = other;
    await rewrite(copy, (report) => ({ ...report, seed, exercise: { student, seed, parameters } }), token);
    const { out } = await check(right, copy);
    expect(out.match(/shows the same requests as/g)).toHaveLength(2);
    await rm(copy);
  });
});

describe('what is no submission', () => {
  test.each([
    ['nothing at all', '', 'odd.json cannot be read: it is empty'],
    ['no JSON', 'nothing', 'odd.json cannot be read: it is not JSON.'],
    ['no report', '{"seed": 1}', "odd.json cannot be read: it is not a lab's report."],
    ['the exercise', '{"lab": "canary", "token": ""}', 'not its report: hand in report/canary.json.'],
    ['the page', '\n<!DOCTYPE html><html>', 'it is the page of a run: hand in the .json beside it.'],
    ['null', 'null', 'it is no report'],
    ['a table of a billion rows', '{"rows": 1000000000, "columns": {}}', 'more than 100000 rows'],
    ['a deep nest', '['.repeat(5000) + ']'.repeat(5000), 'nested deeper'],
  ])('%s cannot be read: 2', async (_, text, says) => {
    const file = join(folder, 'odd.json');
    await writeFile(file, text);
    const { code, out } = await check(file, right);
    expect(code).toBe(2);
    expect(out).toContain(says);
    expect(out).toContain('✓ accepted  Ada Lovelace');
  });

  test('a run of the lab itself is told how to become one of an exercise', async () => {
    const { code, out } = await check(join(folder, 'plain/canary.json'));
    expect(code).toBe(1);
    expect(out).toContain('run it again with --exercise');
  });
});

describe('the overview', () => {
  test('shows the class on one page, and as a table', async () => {
    await writeFile(join(folder, 'submissions', 'holiday.json'), '<script>');
    await writeFile(join(folder, 'submissions', 'sentences.txt'), 'The subset was wrong.');
    await writeFile(join(folder, 'submissions', 'ada-lovelace-canary.md'), 'The subset was wrong.');
    await writeFile(join(folder, 'submissions', 'notes.md'), 'For myself.');
    await symlink(right, join(folder, 'submissions', 'linked.json'));
    // Mail programs and people give files other names.
    await rename(right, join(folder, 'submissions', 'ADA.JSON.TXT'));
    const page = join(folder, 'overview.html');
    const { code } = await course('overview', folder);
    expect(code).toBe(0);
    const html = await readFile(page, 'utf8');
    expect(html).toContain('3 students, 6 exercises: 1 accepted, 2 not accepted, 3 missing.');
    expect(html).toContain('Files that were not graded');
    expect(html).toContain('sentences: handed in');
    expect(html).toContain('1 file of Markdown');
    expect(html).not.toContain('<script>');
    const rows = (await readFile(join(folder, 'overview.csv'), 'utf8')).split('\r\n');
    expect(rows[0]).toBe('student,lab,result,outcome,problems,file,notes,sentences');
    expect(rows[1]).toMatch(/,handed in$/);
    expect(rows.filter((row) => row.includes('.md'))).toEqual([]);
    expect(rows[1]).toMatch(/^Ada Lovelace,canary,accepted,reproduced,,/);
    expect(rows.filter((row) => row.includes(',missing,'))).toHaveLength(3);
    for (const [name, why] of [
      ['holiday.json', 'cannot be read: it is not JSON.'],
      ['sentences.txt', 'cannot be read: it is not JSON.'],
      ['linked.json', 'was not opened: it is a link.'],
    ] as const) {
      const row = rows.find((one) => one.includes(name))!;
      expect(row).toMatch(/^,,not graded,,/);
      expect(row).toContain(why);
    }
  });
});
