import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitFor } from '../src/testing.ts';

export type LogLine = { event?: string; level: string; msg: string; [field: string]: unknown };

export type Fixture = {
  child: ChildProcess;
  url(): string;
  lines(): LogLine[];
  stderr(): string;
  logged(event: string): Promise<LogLine>;
  exitCode(): Promise<number | null>;
};

const running = new Set<ChildProcess>();

/** Starts the fixture service as a process of its own. */
export function startFixture(env: Record<string, string> = {}, execArgv: string[] = []): Fixture {
  const child = fork(fileURLToPath(new URL('fixture-service.ts', import.meta.url)), {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', POD_NAME: 'pod-1', ...env },
    execArgv,
    silent: true,
  });
  running.add(child);
  const exited = once(child, 'exit').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  let [stdout, stderr] = ['', ''];
  child.stdout!.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const lines = () =>
    stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as LogLine);
  const find = (event: string) => lines().find((line) => line.event === event);
  return {
    child,
    url: () => find('listening')!.url as string,
    lines,
    stderr: () => stderr,
    logged: (event) =>
      waitFor(() => find(event), {
        what: `a line with event ${event}; there is ${stdout} ${stderr}`,
      }) as Promise<LogLine>,
    exitCode: () => exited,
  };
}

export function killFixtures(): void {
  for (const child of running) child.kill('SIGKILL');
}
