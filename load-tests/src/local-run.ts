import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { LoadSummary } from '../lib/summary.ts';
import { readK6Output } from './k6-output.ts';
import { LoadError } from './load-error.ts';

/** What k6 made of a run. */
export interface RunOutcome {
  /** k6's: 0, 99 when a threshold was crossed, others when the run went wrong. */
  exitCode: number;
  /** Undefined when k6 ended before it had one. */
  summary: LoadSummary | undefined;
}

/** Nothing is told to anybody, and nothing is fetched. */
export const k6Arguments = ['run', '--quiet', '--no-usage-report', '--no-color'];
export const k6Environment = { K6_AUTO_EXTENSION_RESOLUTION: 'false' };

const howToGet = `k6 was not found: neither on the PATH nor as the variable K6 says.
Get version 2.2 or newer from https://github.com/grafana/k6/releases (one file), or with
  brew install k6 | choco install k6 | apt-get install k6 (after https://grafana.com/docs/k6/latest/set-up/install-k6)
or let it run as a pod, which needs no k6 here: pnpm load PROFILE --in-mesh`;

/** @returns the path of k6, or undefined when there is none. */
export async function findK6({ K6, PATH = '' }: NodeJS.ProcessEnv): Promise<string | undefined> {
  const candidates = K6
    ? [K6]
    : PATH.split(delimiter).flatMap((folder) => [join(folder, 'k6'), join(folder, 'k6.exe')]);
  for (const candidate of candidates) {
    const usable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return candidate;
  }
  return undefined;
}

/** Runs k6 on this machine. @throws LoadError when there is no k6. */
export async function runHere(
  environment: Record<string, string>,
  { signal, onLine }: { signal: AbortSignal; onLine: (line: string) => void },
): Promise<RunOutcome> {
  const k6 = await findK6(process.env);
  if (k6 === undefined) throw new LoadError(howToGet);
  const child = spawn(k6, [...k6Arguments, join(import.meta.dirname, '../load.ts')], {
    env: { ...process.env, ...k6Environment, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // k6 gets SIGINT once: it then ends in order and still tells what it has measured.
  const interrupt = () => void child.kill('SIGINT');
  signal.addEventListener('abort', interrupt, { once: true });
  const [summary, [code]] = await Promise.all([readK6Output(child.stdout, onLine), once(child, 'close')]);
  signal.removeEventListener('abort', interrupt);
  return { exitCode: code ?? 1, summary };
}
