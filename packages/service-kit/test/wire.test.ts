import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { FastifyReply } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Server } from '../src/index.ts';
import { buildTestServer, waitFor } from '../src/testing.ts';

let app: Server;
let port: number;
let held: FastifyReply | undefined;

beforeEach(async () => {
  app = buildTestServer();
  app.post('/echo', (request, reply) => reply.send(request.body));
  app.get('/held', (_request, reply) => {
    held = reply as unknown as FastifyReply;
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  port = (app.server.address() as AddressInfo).port;
});
afterEach(() => app.close());

/** Sends bytes as they are and gives all that comes back until the server closes. */
async function send(bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}

const close = 'host: a\r\nconnection: close\r\n';

describe('bytes that are no decent request', () => {
  it.each([
    ['are no HTTP', 'hello\r\n\r\n', 400, 'bad-request'],
    [
      'have headers too large',
      `GET /livez HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    ['have a broken header', 'GET /livez HTTP/1.1\r\nhost: a\r\nx y: 1\r\n\r\n', 400, 'bad-request'],
    [
      'smuggle',
      'POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'bad-request',
    ],
    ['use an odd method', `PROPFIND /echo HTTP/1.1\r\n${close}\r\n`, 405, 'method-not-allowed'],
    [
      'carry no content type',
      `POST /echo HTTP/1.1\r\n${close}content-length: 2\r\n\r\n{}`,
      415,
      'unsupported-media-type',
    ],
  ])('%s: get a problem and the server lives on', async (_, bytes, status, code) => {
    const answer = await send(bytes);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain(`"code":"${code}"`);
    expect(answer).toContain('x-served-by: test-pod');
    expect(await send(`GET /livez HTTP/1.1\r\n${close}\r\n`)).toContain('{"status":"ok","checks":{}}');
  });

  it('come after a good request on the same connection: get a problem too', async () => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.write('GET /livez HTTP/1.1\r\nhost: a\r\n\r\n');
    await waitFor(() => answer.endsWith('}'));
    socket.write('nonsense\r\n\r\n');
    await once(socket, 'close');
    expect(answer).toMatch(/200 OK[^]*400 Bad Request[^]*"code":"bad-request"/);
  });

  it('end in the middle of a body: nothing falls over', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write(
      'POST /echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"a":',
    );
    await new Promise((resolve) => app.server.once('request', resolve));
    socket.destroy();
    expect(await send(`GET /livez HTTP/1.1\r\n${close}\r\n`)).toContain('200 OK');
  });
});

describe('connections', () => {
  it('must bring their request in time, but may then be quiet for as long as they like', () => {
    const { headersTimeout, requestTimeout, keepAliveTimeout, timeout } = app.server;
    expect({ headersTimeout, requestTimeout, keepAliveTimeout, timeout }).toEqual({
      headersTimeout: 15_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 65_000,
      timeout: 0,
    });
  });

  it('do not keep a server open that closes while one of them is busy', async () => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.write('GET /held HTTP/1.1\r\nhost: a\r\n\r\n');
    await waitFor(() => held !== undefined);
    const closed = app.close();
    held?.send({ done: true });
    await closed;
    expect(await waitFor(() => /200 OK[^]*{"done":true}$/.exec(answer))).not.toBeNull();
  });
});
