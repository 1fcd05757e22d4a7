import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

const services = join(import.meta.dirname, '../..');
export const main = join(services, 'cli/src/main.ts');

/** The environment without what would change how the command behaves. */
export function environment(changes: Record<string, string> = {}): NodeJS.ProcessEnv {
  const {
    WEATHER_URL: _url,
    WEATHER_SIMULATION_URL: _simulation,
    NO_COLOR: _plain,
    FORCE_COLOR: _force,
    ...rest
  } = process.env;
  return { ...rest, ...changes };
}

export function startCommand(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [main, ...args], { env: environment(env), stdio: 'pipe' });
}

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command to its end. */
export async function weather(
  args: readonly string[],
  { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
): Promise<Outcome> {
  const child = startCommand(args, env);
  child.stdin!.on('error', () => {}).end(input);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

export interface RunningQueue {
  url: string;
  /** As if the machine lost power. */
  kill(): Promise<void>;
}

/** The real message-queue as a process, on the port given or a free one. */
export async function startQueue(folder: string, port = 0): Promise<RunningQueue> {
  const child = spawn(process.execPath, [join(services, 'message-queue/src/main.ts')], {
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_FOLDER: folder,
      DELIVERY_ATTEMPTS: '2',
      DELIVERY_BACKOFF_MS: '5',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const entry = JSON.parse(line) as { event?: string; url?: string };
    if (entry.event !== 'listening') continue;
    child.stdout.resume();
    return {
      url: entry.url!,
      async kill() {
        child.kill('SIGKILL');
        await exited;
      },
    };
  }
  throw new Error('message-queue ended before it listened');
}

export function observation(station: string, sequence: number) {
  const time = new Date(Date.UTC(2013, 0, 1) + sequence * 3_600_000).toISOString().replace('.000Z', 'Z');
  return {
    specversion: '1.0',
    id: `${station}-${sequence}`,
    type: 'weather.observation.recorded.v1',
    source: `/stations/${station}`,
    time,
    partitionkey: station,
    sequence: String(sequence).padStart(12, '0'),
    data: {
      phenomenonTime: time,
      station: { id: station, name: station, latitude: 40, longitude: -74, elevation: 1 },
      result: { air_temperature: { value: 10, unit: 'Cel' }, weather_condition: { code: 61, word: 'rain' } },
    },
  };
}

export const observations = (station: string, count: number, first = 1) =>
  Array.from({ length: count }, (_, at) => observation(station, first + at));

/** Waits until `condition` holds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 30_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
