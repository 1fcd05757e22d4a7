import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const children = new Set<ChildProcess>();
const canPin = existsSync('/usr/bin/taskset') && availableParallelism() > 1;

export type Child = { process: ChildProcess; url: string; port: number };

/** Starts a script of its own, on a core of its own where that can be had, with a channel to talk over. */
export function startChild(
  script: string,
  core: number,
  env: NodeJS.ProcessEnv = {},
  modules: string[] = [],
): ChildProcess {
  const path = new URL(script, import.meta.url).pathname;
  const command = [process.execPath, ...modules, path];
  const pinned = canPin ? ['/usr/bin/taskset', '-c', String(core % availableParallelism()), ...command] : command;
  const child = spawn(pinned[0]!, pinned.slice(1), {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.add(child);
  child.on('exit', () => children.delete(child));
  return child;
}

/** As startChild; settles when the script says where it listens. */
export async function startServer(script: string, core: number, env: NodeJS.ProcessEnv = {}): Promise<Child> {
  const child = startChild(script, core, env);
  const { url } = await answer<{ url: string }>(child);
  return { process: child, url, port: Number(new URL(url).port) };
}

/** The next message of a child. */
export function answer<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`a part of the benchmark ended with code ${code}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as T);
    });
  });
}

export function ask<T>(child: ChildProcess, question: object): Promise<T> {
  const answered = answer<T>(child);
  child.send(question);
  return answered;
}

export async function stopAll(): Promise<void> {
  await Promise.all(
    [...children].map((child) => new Promise((resolve) => child.once('exit', resolve) && child.kill('SIGKILL'))),
  );
}
