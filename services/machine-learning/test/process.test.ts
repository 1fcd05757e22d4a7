import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventContentType, eventsPath, observationReceivedSchema, type ModelName } from '@weather/contracts';
import { createHttpClient } from '@weather/service-kit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { observation } from './memory-log.ts';
import { MessageQueueOverHttp } from './message-queue-over-http.ts';

const main = join(import.meta.dirname, '../src/main.ts');
let child: ChildProcess | undefined;
let queue: MessageQueueOverHttp;

beforeEach(async () => {
  queue = new MessageQueueOverHttp();
  await queue.start();
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await queue.stop();
});

/** Starts the service as a process and gives its address, which it logs. */
async function start(environment: Record<string, string>): Promise<string> {
  child = spawn(process.execPath, [main], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout! })) {
    const entry = JSON.parse(line) as { event?: string; url?: string };
    if (entry.event === 'listening') return entry.url!;
  }
  throw new Error('the process ended before it listened');
}

test.each<ModelName>(['v1', 'v2'])('%s: learns, publishes, and SIGTERM ends it with 0', async (model) => {
  const url = await start({ MODEL: model, MESSAGE_QUEUE_URL: queue.origin, POD_NAME: 'pod-1' });
  for (let hour = 1; hour <= 300; hour++) queue.log.append(observation('A', hour));
  const client = createHttpClient({ origin: url });
  const { body } = await client.request({
    method: 'POST',
    path: eventsPath,
    body: JSON.stringify(queue.log.stored.at(-1)),
    contentType: eventContentType,
    responseSchema: observationReceivedSchema,
  });
  await client.close();
  expect(body.outcome).toBe('learnt');
  expect(body.results[0]).toMatchObject({
    id: 'A-000000000300/forecast',
    servedby: 'pod-1',
    data: { model: { name: model } },
  });
  expect(queue.log.holds(body.results)).toBe(true);
  expect(queue.refused).toEqual([]);
  const exited = once(child!, 'exit');
  child!.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});

test('settings that make no sense end in one line each on stderr', async () => {
  const broken = spawn(process.execPath, [main], { env: { ...process.env, MODEL: 'v9', MAX_STATIONS: 'many' } });
  const errors: Buffer[] = [];
  broken.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  expect(await once(broken, 'close')).toEqual([1, null]);
  expect(Buffer.concat(errors).toString().trim().split('\n')).toEqual([
    'machine-learning: MODEL: Invalid option: expected one of "v1"|"v2"',
    'machine-learning: MAX_STATIONS: must be a whole number',
  ]);
});
