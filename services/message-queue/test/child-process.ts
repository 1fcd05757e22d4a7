import { waitFor } from '@weather/service-kit/testing';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Compiled once for all the starts of a test run. */
const compileCache = join(tmpdir(), 'message-queue-compile-cache');

const main = new URL('../src/main.ts', import.meta.url).pathname;

/** The service as a process of its own; settles when it listens. */
export async function startProcess(env: Record<string, string>) {
  const started = performance.now();
  const child = spawn(process.execPath, [main], {
    env: { NODE_COMPILE_CACHE: compileCache, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const exited = new Promise<{ code: number | null; at: number }>((resolve) =>
    child.on('exit', (code) => resolve({ code, at: performance.now() })),
  );
  // Only then has all that it said been read.
  let closed = false;
  child.on('close', () => (closed = true));
  onTestFinished(() => void child.kill('SIGKILL'));
  const url = await waitFor(
    () => {
      if (closed) throw new Error(`message-queue ended: ${output}`);
      return /"event":"listening","url":"([^"]+)"/.exec(output)?.[1];
    },
    { intervalMs: 5 },
  );
  await waitFor(async () => (await fetch(`${url}/readyz`)).ok, { intervalMs: 5 });
  return {
    url,
    exited,
    readyAfterMs: performance.now() - started,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    output: () => output,
  };
}
