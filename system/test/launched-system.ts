import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { highestPortOffset } from '../start/service-definitions.ts';

const ownRoot = join(import.meta.dirname, '../..');

/** `pnpm start` as a child process, with what it printed. */
export interface LaunchedSystem {
  /** First port; see service-definitions.ts for who listens where. */
  port: number;
  process: ChildProcess;
  output: string[];
  /** Resolves with the first line, printed already or later, that matches. Rejects when the process ends first. */
  line(pattern: RegExp): Promise<string>;
  /** Its exit code, when it is over and all that it printed was read. */
  ended: Promise<number | null>;
  /** Sends the signal; resolves with the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** The first of as many ports in a row as the services take, or as are asked for, which are free now. */
export async function freePorts(count = highestPortOffset + 1): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 12_000);
    const free = await Promise.all(Array.from({ length: count }, (_, offset) => canListen(first + offset)));
    if (free.every(Boolean)) return first;
  }
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const outcome = await Promise.race([once(server, 'listening'), once(server, 'error').catch(() => 'taken')]).catch(
    () => 'taken',
  );
  if (outcome === 'taken') return false;
  server.close();
  await once(server, 'close');
  return true;
}

export async function temporaryDataFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'weather-system-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

interface LaunchOptions {
  port: number;
  environment?: NodeJS.ProcessEnv;
  /** Of another copy of the project. */
  root?: string;
}

export function launch(args: string[], { port, environment = {}, root = ownRoot }: LaunchOptions) {
  const child = spawn(process.execPath, ['system/start/main.ts', '--port', String(port), ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  const waiting = new Set<{ pattern: RegExp; resolve: (line: string) => void; reject: (error: Error) => void }>();
  const read = (line: string) => {
    output.push(line);
    for (const waiter of waiting) if (waiter.pattern.test(line)) waiter.resolve(line);
  };
  createInterface({ input: child.stdout }).on('line', read);
  createInterface({ input: child.stderr }).on('line', read);
  const ended = once(child, 'close').then(([code]) => code as number | null);
  child.once('close', (code) => {
    for (const { reject, pattern } of waiting) {
      reject(new Error(`ended with ${code} before printing ${pattern}:\n${output.slice(-40).join('\n')}`));
    }
  });
  const system: LaunchedSystem = {
    port,
    process: child,
    output,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const printed = output.find((line) => pattern.test(line));
        if (printed !== undefined) return resolve(printed);
        waiting.add({ pattern, resolve, reject });
      }),
    ended,
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
  return system;
}
