import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { weather } from './support.ts';

describe('who answers is told when it is another service', () => {
  let answers: Record<string, unknown>;
  let other: Server;
  let url: string;

  beforeAll(async () => {
    other = createServer((request, response) => {
      const answer = answers[request.url!];
      response.writeHead(answer ? 200 : 404).end(JSON.stringify(answer ?? 'nothing here'));
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  });

  afterAll(() => other.close());

  const stderrOf = async (...args: string[]) => (await weather([...args, '--url', url])).stderr;

  test('the page', async () => {
    answers = { '/openapi.json': { info: { title: 'The page' }, paths: { '/api/v1/live': {} } } };
    expect(await stderrOf('stats')).toBe(
      `error: message-queue is not at ${url}: "The page" answers there\nsay where message-queue is with --url or WEATHER_URL\n`,
    );
  });

  test('what describes nothing', async () => {
    answers = {};
    expect(await stderrOf('stats')).toContain(`message-queue is not at ${url}: something else answers there`);
  });

  test('but what message-queue does not hold is no such case', async () => {
    answers = { '/openapi.json': { info: { title: 'Queue' }, paths: { '/api/v1/subscriptions/{id}': {} } } };
    expect(await stderrOf('subscriptions', 'show', 'nobody')).toContain('answered 404');
  });
});
