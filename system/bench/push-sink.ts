import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A subscriber that takes everything; tells its parent how many pushes it has had when asked. */
let received = 0;
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    received += 1;
    response.writeHead(204).end();
  });
});
process.on('message', () => process.send!({ received }));
server.listen(0, '127.0.0.1', () =>
  process.send!({ event: 'listening', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
);
