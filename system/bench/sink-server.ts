import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A subscriber that takes everything at once; GET tells how much it has taken. */
let taken = 0;
const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(String(taken));
    return;
  }
  taken++;
  request.resume();
  response.end();
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.once('SIGTERM', () => process.exit(0));
