import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createHttpClient } from '@weather/service-kit';
import { waitFor } from '@weather/service-kit/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { extremesSchema, templateServicePath } from '../src/routes/extremes.ts';
import { MemoryLog } from './memory-log.ts';

const main = join(import.meta.dirname, '../src/main.ts');

let log: MemoryLog;
let queue: Server;
let child: ChildProcess | undefined;

/** message-queue as far as the service asks it: the query is answered from memory, but once with 503. */
beforeEach(async () => {
  log = new MemoryLog();
  let isFirst = true;
  queue = createServer((request, response) => {
    const after = Number(new URL(request.url!, 'http://any').searchParams.get('after'));
    const answer = (page: unknown) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(page));
    if (isFirst) response.writeHead(503).end();
    else void log.observations({ after }).then(answer);
    isFirst = false;
  }).listen(0, '127.0.0.1');
  await once(queue, 'listening');
});
afterEach(() => {
  child?.kill('SIGKILL');
  queue.closeAllConnections();
  queue.close();
});

/** Starts the service as a process and gives its address, which it logs. */
async function start(): Promise<string> {
  const origin = `http://127.0.0.1:${(queue.address() as AddressInfo).port}`;
  child = spawn(process.execPath, [main], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', MESSAGE_QUEUE_URL: origin },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout! })) {
    const entry = JSON.parse(line) as { event?: string; url?: string };
    if (entry.event === 'listening') return entry.url!;
  }
  throw new Error('the process ended before it listened');
}

test('a new process reads the log, answers from it, and SIGTERM ends it with 0', async () => {
  for (let hour = 1; hour <= 30; hour++) log.append('A', hour, hour);
  const client = createHttpClient({ origin: await start() });
  const ask = () => client.request({ method: 'GET', path: templateServicePath, responseSchema: extremesSchema });
  const { body } = await waitFor(() => ask().catch(() => undefined), { timeoutMs: 60_000 });
  expect(body.items).toMatchObject([{ station: 'A', highest: { value: 30 }, lowest: { value: 7 } }]);
  await client.close();
  const exited = once(child!, 'exit');
  child!.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
}, 120_000);
