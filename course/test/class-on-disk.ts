import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labNamed, type MeshObject, readRules, scenarioFolder, solved } from '@weather/labs';
import { vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { FakeCluster } from '../../labs/test/fake-cluster.ts';
import { labProgram } from '../../labs/test/fake-lab-world.ts';
import { type Assignment, readClass } from '../src/class/class-file.ts';
import { createProgram } from '../src/program.ts';
import { exitCodeAfter } from '../src/run.ts';

/** `pnpm course ...` in this process, and all that it said. */
export async function course(...args: string[]): Promise<{ code: number; out: string; told: string }> {
  const [printed, told]: [string[], string[]] = [[], []];
  let code = 0;
  const tell = (text: string) => void told.push(text);
  const program = createProgram({
    print: (line) => void printed.push(line),
    say: tell,
    setExitCode: (given) => void (code = given),
  });
  for (const command of [program, ...program.commands]) command.configureOutput({ writeErr: tell, writeOut: tell });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    code = exitCodeAfter(error, tell);
  }
  return { code, out: printed.join('\n'), told: told.join('\n') };
}

/** A class with an exercise for each of these, in a folder of its own. Its secret is always the same, so that its draws are. */
export async function madeClass(students: readonly string[], labs: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'course-'));
  await mkdir(join(folder, 'teacher'));
  await writeFile(secretFileOf(folder), 'not much of a secret, but a long one');
  const { code, told } = await course('new', '--class', ...students, '--out', folder, '--labs', ...labs);
  if (code !== 0) throw new Error(told);
  return folder;
}

export const secretFileOf = (folder: string) => join(folder, 'teacher/secret');

export async function assignmentOf(folder: string, student: string, lab: string): Promise<Assignment> {
  return (await readClass(folder)).find((one) => one.student === student && one.lab === lab)!;
}

/** Fills in the blanks and sets the mistake right, as a student does who has understood; then changes what else is to be. */
export async function writeSolution(
  folder: string,
  { folder: own, lab: name, parameters }: Assignment,
  change: (objects: readonly MeshObject[]) => readonly MeshObject[] = (objects) => objects,
): Promise<void> {
  const { scenario, exercise } = labNamed(name);
  const objects = change(solved(exercise!, parameters, await readRules(scenarioFolder(scenario))));
  const rules = join(folder, 'students', own, name, 'rules');
  for (const file of (await readdir(rules)).filter((one) => one !== 'kustomization.yaml')) {
    const { kind, metadata } = parse(await readFile(join(rules, file), 'utf8')) as MeshObject;
    const right = objects.find((one) => one.kind === kind && one.metadata.name === metadata.name);
    await writeFile(join(rules, file), stringify(right));
  }
}

/** A mesh in memory in which time passes from request to request, and whose ids nobody else has. */
export function liveCluster(number: number): FakeCluster {
  const cluster = new FakeCluster({ seed: 3, beforeRequest: () => void vi.advanceTimersByTime(10) });
  cluster.requests = number * 1_000_000;
  return cluster;
}

/** Runs a student's exercise, and hands the report in. @returns the file */
export async function handIn(folder: string, { folder: own, lab }: Assignment, cluster: FakeCluster): Promise<string> {
  const place = join(folder, 'students', own, lab);
  const out = join(place, 'report');
  const exercise = ['--exercise', join(place, 'exercise.json'), '--rules', join(place, 'rules')];
  const program = labProgram(cluster);
  const code = await program.lab('run', lab, ...exercise, '--out', out);
  if (code > 1) throw new Error(program.told.join('\n'));
  const handed = join(folder, 'submissions', `${own}-${lab}.json`);
  await writeFile(handed, await readFile(join(out, `${lab}.json`), 'utf8'));
  return handed;
}
