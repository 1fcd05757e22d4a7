import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** A process that is measured. */
export interface MeasuredProcess {
  url: string;
  /** CPU time in seconds that it has used so far, user and system; undefined where the kernel does not tell. */
  cpuSeconds(): number | undefined;
  stop(): Promise<void>;
}

/** Clock ticks per second in /proc: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Fields 14 and 15 of /proc/<pid>/stat, counted behind the command's closing bracket (proc(5)). */
export function cpuSecondsOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return undefined;
  }
}

/** Starts a process that tells `{url}` over IPC when it listens. */
export async function startMeasured(
  file: string,
  { cwd = root, environment = {} }: { cwd?: string; environment?: Record<string, string> } = {},
): Promise<MeasuredProcess> {
  const child: ChildProcess = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file], {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [message] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${file} ended before it listened`))),
  ])) as [{ url: string }];
  return {
    url: message.url,
    cpuSeconds: () => cpuSecondsOf(child.pid!),
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** message-queue on an empty log of its own, as it is deployed but for its log lines. */
export async function startMessageQueue(environment: Record<string, string> = {}): Promise<MeasuredProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'weather-bench-'));
  const service = await startMeasured('src/main.ts', {
    cwd: join(root, 'services/message-queue'),
    environment: { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error', DATA_FOLDER: folder, ...environment },
  });
  return {
    ...service,
    async stop() {
      await service.stop();
      await rm(folder, { recursive: true });
    },
  };
}
