import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';

/** The yardstick for pushing: undici alone, POSTing the body it is told to `sink`, `count` times, 64 at once. */
const atOnce = 64;

async function push(sink: string, count: number, body: string) {
  const pool = new Pool(new URL(sink).origin, { connections: atOnce });
  let left = count;
  const sender = async () => {
    while (left-- > 0) {
      const headers = { 'content-type': 'application/cloudevents+json' };
      const answer = await pool.request({ method: 'POST', path: '/', headers, body });
      await answer.body.dump();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
  await pool.close();
}

const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url!, 'http://localhost');
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    void push(searchParams.get('sink')!, Number(searchParams.get('count')), body).then(() => response.end());
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.once('SIGTERM', () => process.exit(0));
