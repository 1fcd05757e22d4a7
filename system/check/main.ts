import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pnpmCommand } from '../pnpm-command.ts';
import { type Counts, add, closingLines, countsOfCheck, countsOfVitest } from './counts.ts';

const root = join(import.meta.dirname, '../..');

/** What `pnpm test` runs before the tests proper; each counts as one check. */
const checks = [
  { name: 'types', command: 'pnpm', args: ['run', 'typecheck'] },
  { name: 'lint and dependency rule', command: 'pnpm', args: ['run', 'lint'] },
  { name: 'format', command: 'pnpm', args: ['run', 'format', '--check'] },
  { name: 'unused code', command: 'pnpm', args: ['run', 'unused'] },
  { name: 'page builds', command: 'pnpm', args: ['--filter', '@weather/gui', 'run', 'build'] },
];

async function run(command: string, args: string[]): Promise<boolean> {
  const [file, all] = command === 'pnpm' ? pnpmCommand(args) : [command, args];
  const child = spawn(file, all, { cwd: root, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code === 0;
}

async function runChecks(): Promise<Counts> {
  const counts: Counts[] = [];
  for (const { name, command, args } of checks) {
    const passed = await run(command, args);
    console.log(`${passed ? 'passed' : 'FAILED'}: ${name}`);
    counts.push(countsOfCheck(name, { passed }));
  }
  return counts.reduce(add);
}

/** Runs vitest on some of its projects; `options` are its own. */
async function runTests(projects: string[], options: string[] = []): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), 'weather-test-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const passed = await run('vitest', [
      'run',
      ...projects.map((name) => `--project=${name}`),
      ...reporters,
      ...options,
    ]);
    return countsOfVitest(await readFile(report, 'utf8'), { passed });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What `pnpm test` runs, and by name what needs more than this machine alone: docker, or a cluster. */
const suites: Record<string, () => Promise<Counts[]>> = {
  default: async () => [
    await runChecks(),
    await runTests(['units', 'services']),
    // Each of these files starts all five services: one at a time, so that they do not starve each other.
    await runTests(['system'], ['--no-file-parallelism']),
  ],
  // Types what the documents say, beside a system that runs.
  documents: async () => [await runTests(['documents'])],
  docker: async () => [await runTests(['docker'], ['--no-file-parallelism'])],
  // Deploying and taking away again comes first: the tests after it want the system to stay.
  cluster: async () => [await runTests(['deployment']), await runTests(['cluster'])],
  // Types what README and scenarios say, and adds a service, on the system as it stands here: 20 minutes.
  'by-hand': async () => [await runTests(['by-hand'])],
  // Each lab, and of the thesis's one control each, on the system as it stands here: 40 minutes.
  labs: async () => [await runTests(['labs'])],
};

const [name = 'default'] = process.argv.slice(2);
// A cluster that somebody chose for other commands must not reach tests that make up their own.
if (name === 'default') delete process.env.CLUSTER_CONTEXT;
const suite = suites[name];
if (suite === undefined) throw new Error(`there are ${Object.keys(suites).join(', ')}, not ${name}`);
const counts = (await suite()).reduce(add);
// For who sums several suites: one line of JSON each.
if (process.env.COUNTS_FILE) await appendFile(process.env.COUNTS_FILE, `${JSON.stringify(counts)}\n`);
console.log(`\n${closingLines(counts)}`);
process.exitCode = counts.failed === 0 ? 0 : 1;
