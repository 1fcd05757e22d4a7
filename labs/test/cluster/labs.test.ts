import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { describeInCluster, kubectl, namespace, replicasAsked } from '../../../cluster/test/support/cluster.ts';
import { skipWhenLate } from '../../../cluster/test/support/time-left.ts';
import { blocksTypedBy } from '../../../system/docs/command-blocks.ts';
import { typed } from '../../../system/test/typed.ts';
import { labs } from '../../src/catalog/index.ts';
import { readReport } from '../../src/report/report-file.ts';

const { context } = inject('cluster');

const program = join(import.meta.dirname, '../../src/main.ts');

function start(args: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [program, '--context', context, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs `pnpm lab` to its end; what it says on the way is what a failed test shows. */
async function lab(...args: string[]) {
  const child = start(args);
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  return { code: Number(code), stdout, stderr };
}

/** Starts a lab, and sends it a signal when it has got so far. */
async function breakOff(signal: 'SIGINT' | 'SIGKILL', when: RegExp) {
  const child = start(['run', 'random']);
  child.stdout.resume();
  const ended = once(child, 'close');
  for await (const line of createInterface({ input: child.stderr })) if (when.test(line)) child.kill(signal);
  return (await ended) as [number | null, string | null];
}

/** What labs leave behind, were they to leave something, and what they change. */
async function traces() {
  const kinds = 'destinationrules,virtualservices,envoyfilters,configmaps,deployments,services,serviceaccounts,pods';
  const own = ['get', kinds, '--all-namespaces', '--selector', 'weather-mesh.io/lab', '--output', 'name'];
  const journal = ['get', 'configmap', 'weather-labs', '-n', namespace, '--ignore-not-found', '--output', 'name'];
  return {
    own: (await kubectl(own)).trim(),
    journal: (await kubectl(journal)).trim(),
    replicas: await replicasAsked(),
  };
}

describeInCluster('labs', () => {
  let folder: string;
  let before: Awaited<ReturnType<typeof traces>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weather-labs-'));
    before = await traces();
  });

  afterAll(() => rm(folder, { recursive: true }));

  test('begin with a clean mesh', () => {
    expect(before).toMatchObject({ own: '', journal: '' });
  });

  // The thesis's labs, each with a wrong setting, go first; of the others' wrong settings the runs that docs/labs.md tells
  // of have to do.
  const ofTheThesis = labs.filter(({ row, name }) => row.startsWith('T') && name !== 'round-robin');
  const further = labs.filter(({ row }) => !row.startsWith('T'));

  async function run(name: string) {
    const { code, stderr } = await lab('run', name, '--out', join(folder, name));
    const { verdict, notes } = readReport(await readFile(join(folder, name, `${name}.json`), 'utf8'));
    return {
      came: { outcome: verdict.outcome, notes, code, left: await traces() },
      why: `${verdict.because}\n${stderr}`,
    };
  }

  // A note would be of a proxy in which the rule was seen after it had been taken away.
  const reproduced = () => ({ outcome: 'reproduced', notes: [], code: 0, left: before });

  test('round-robin is reproduced, and under none of its wrong settings, as README.md has it typed', async () => {
    const [commands] = await blocksTypedBy('labs/test/cluster/labs.test.ts', 'README.md');
    const { code, output } = await typed(commands!);
    expect({ code, left: await traces() }, output).toEqual({ code: 0, left: before });
  });

  test.each(ofTheThesis.map(({ name }) => name))('%s is reproduced', async (name) => {
    const { came, why } = await run(name);
    expect(came, why).toEqual(reproduced());
  });

  test.each(ofTheThesis.map(({ name, controls }) => [name, controls[0]!.name] as const))(
    '%s is not reproduced with %s',
    async (name, control) => {
      const { code, stderr } = await lab('controls', name, '--only', control, '--out', join(folder, control));
      const { verdict } = readReport(await readFile(join(folder, control, `${name}-${control}.json`), 'utf8'));
      expect(verdict.outcome, `${verdict.because}\n${stderr}`).toBe('not reproduced');
      expect(verdict.deciding).not.toEqual([]);
      expect(code).toBe(0);
      expect(await traces()).toEqual(before);
    },
  );

  test('Ctrl-C in the middle of the traffic leaves the mesh as it was', async () => {
    expect(await breakOff('SIGINT', /One client asks/)).toEqual([130, null]);
    expect(await traces()).toEqual(before);
  });

  test('what a killed runner leaves is told to the next one, and cleaned', async () => {
    expect(await breakOff('SIGKILL', /One client asks/)).toEqual([null, 'SIGKILL']);
    expect((await traces()).own).not.toBe('');
    const next = await lab('run', 'random');
    expect(next).toMatchObject({ code: 3, stdout: '' });
    expect(next.stderr).toContain('lab random has the mesh');
    const clean = await lab('clean', '--force');
    expect(clean.code, clean.stderr).toBe(0);
    expect(clean.stdout).toContain('removed DestinationRule weather/machine-learning-v1');
    expect(await traces()).toEqual(before);
  });

  test.for(further.map(({ name }) => name))('%s is reproduced', async (name, { skip }) => {
    skipWhenLate(skip);
    const { came, why } = await run(name);
    expect(came, why).toEqual(reproduced());
  });
});
