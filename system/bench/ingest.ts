import type { ChildProcess } from 'node:child_process';
import type { LoadOrder, LoadResult } from './load-generator.ts';
import { ask, startChild, startServer, type Child } from './processes.ts';

/** One way to send, to one server. */
export type Leg = { name: string; server: Child; connections: number; batch: number };

/** Per second; CPU in µs per event of the server's process, where it tells. */
export type Measured = {
  requests: number;
  events: number;
  cpuMicroseconds: number | undefined;
  eventsPerCommit: number | undefined;
};

export type IngestLegs = Record<'echo' | 'durable' | 'unsynced' | 'single' | 'batched', Leg>;

const queueScript = '../../services/message-queue/src/main.ts';

export const startQueue = (folder: string, env: NodeJS.ProcessEnv = {}) =>
  startServer(queueScript, 0, {
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'error',
    DATA_FOLDER: folder,
    RETENTION_MEGABYTES: '100000',
    ...env,
  });

/** Starts the servers and says what is to be measured on them. */
export async function prepareIngest(folder: string): Promise<{ legs: IngestLegs; generator: ChildProcess }> {
  const [echo, durable, unsynced] = [
    await startServer('./echo-server.ts', 0),
    await startQueue(`${folder}/durable`),
    await startQueue(`${folder}/unsynced`, { DURABILITY: 'off' }),
  ];
  const legs = {
    echo: { name: 'echo', server: echo, connections: 64, batch: 1 },
    durable: { name: 'durable', server: durable, connections: 64, batch: 1 },
    unsynced: { name: 'unsynced', server: unsynced, connections: 64, batch: 1 },
    single: { name: 'single', server: durable, connections: 1, batch: 1 },
    batched: { name: 'batched', server: durable, connections: 64, batch: 100 },
  };
  return { legs, generator: startChild('./load-generator.ts', 1) };
}

let legsRun = 0;

/** Runs one leg. */
export async function measure(generator: ChildProcess, leg: Leg, seconds: number): Promise<Measured> {
  legsRun += 1;
  const before = await counters(leg);
  const order: LoadOrder = {
    port: leg.server.port,
    connections: leg.connections,
    batch: leg.batch,
    seconds,
    warmUpSeconds: seconds / 4,
    leg: String(legsRun).padStart(4, '0'),
  };
  const result = await ask<LoadResult>(generator, order);
  if (result.failed > 0) throw new Error(`${leg.name}: ${result.failed} requests were not answered with 200`);
  const after = await counters(leg);
  const events = after && before && after.events - before.events;
  return {
    requests: result.requests / result.seconds,
    events: (result.requests * leg.batch) / result.seconds,
    cpuMicroseconds: events ? ((after.cpuSeconds - before.cpuSeconds) * 1e6) / events : undefined,
    eventsPerCommit: events ? events / (after.commits - before.commits) : undefined,
  };
}

async function counters({ name, server }: Leg) {
  if (name === 'echo') return undefined;
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const value = (metric: string) =>
    [...text.matchAll(new RegExp(`^${metric}\\{[^}]*\\} (\\S+)$`, 'gm'))].reduce(
      (sum, match) => sum + Number(match[1]),
      0,
    );
  return {
    events: value('message_queue_events_appended_total'),
    commits: value('message_queue_commits_total'),
    cpuSeconds: value('process_cpu_seconds_total'),
  };
}
