import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { simulationAccountSchema } from '@weather/contracts';
import { waitFor } from '@weather/service-kit/testing';
import { request } from 'undici';
import { afterEach, expect, test } from 'vitest';
import { FakeMessageQueue } from './fake-message-queue.ts';

let child: ChildProcess | undefined;
const queue = new FakeMessageQueue();

afterEach(async () => {
  child?.kill('SIGKILL');
  await queue.stop();
});

/** Starts the service as a process and gives its address, which it logs. */
async function start(environment: Record<string, string>): Promise<string> {
  child = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts')], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for await (const line of createInterface({ input: child.stdout! })) {
    const entry = JSON.parse(line) as { event?: string; url?: string };
    if (entry.event === 'listening') return entry.url!;
  }
  throw new Error('the process ended before it listened');
}

test('SIGTERM: running callers get their accounts, then the process ends with 0', async () => {
  await queue.start();
  const url = await start({ MESSAGE_QUEUE_URL: queue.origin });
  const answer = request(`${url}/api/v1/performSimulation?duration=60000&type=weather&threads=4&rate=200`, {
    method: 'POST',
  });
  await waitFor(() => queue.stored.size > 20);
  const exited = once(child!, 'exit');
  child!.kill('SIGTERM');
  const account = simulationAccountSchema.parse(await (await answer).body.json());
  expect(account.acked).toBe(queue.stored.size);
  expect(account.durationMs).toBeLessThan(30_000);
  expect(await exited).toEqual([0, null]);
});

test('a setting that makes no sense ends in one line on stderr', async () => {
  const broken = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts')], {
    env: { ...process.env, MESSAGE_QUEUE_URL: 'message-queue', MAX_SIMULATIONS: 'many' },
  });
  const errors: Buffer[] = [];
  broken.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  expect(await once(broken, 'close')).toEqual([1, null]);
  const lines = Buffer.concat(errors).toString().trim().split('\n');
  expect(lines).toEqual([
    'simulation: MESSAGE_QUEUE_URL: must be an http URL, such as http://message-queue:3001',
    'simulation: MAX_SIMULATIONS: must be a whole number',
  ]);
});
