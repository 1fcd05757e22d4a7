import { print, runCommand, say, type World } from '@weather/cluster';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { exitCodeAfter } from './exit-code.ts';
import type { LabWorld } from './lab-world.ts';
import { openKubernetesMesh } from './mesh/kubernetes/kubernetes-mesh.ts';
import { createProgram } from './program.ts';

const clusterProgram = join(import.meta.dirname, '../../cluster/src/main.ts');

/** Runs the command that the process was started with, and gives its exit code. */
export async function run(): Promise<number> {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => ending.abort());
  let exitCode = 0;
  const world: LabWorld = {
    openMesh: (named) => openKubernetesMesh(worldOfCluster(ending.signal), named),
    deploy,
    say,
    print,
    setExitCode: (code) => void (exitCode = code),
    signal: ending.signal,
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    colour: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
    ask,
  };
  try {
    await createProgram(world).parseAsync();
    return exitCode;
  } catch (error) {
    return exitCodeAfter(error, {
      wasBrokenOff: ending.signal.aborted,
      tell: (text) => void process.stderr.write(text),
    });
  }
}

const worldOfCluster = (signal: AbortSignal): World => ({ run: runCommand, say, print, signal, env: process.env });

async function deploy(named: string | undefined): Promise<boolean> {
  const context = named === undefined ? [] : ['--context', named];
  const child = spawn(process.execPath, [clusterProgram, 'up', ...context], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code === 0;
}

async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [Y/n] `);
  terminal.close();
  return /^(y(es)?)?$/i.test(answer.trim());
}
