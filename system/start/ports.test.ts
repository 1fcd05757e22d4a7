import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { assertPortsFree } from './ports.ts';
import { defineServices } from './service-definitions.ts';

test('a port that is taken is named with its service, and so is the way out', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const services = defineServices({ port: port - 1, dataFolder: '/data' });
  await expect(assertPortsFree(services)).rejects.toThrow(`${port} (simulation)`);
  await expect(assertPortsFree(services)).rejects.toThrow('pnpm start --port');
  server.close();
});

test('free ports pass', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const gui = defineServices({ port, dataFolder: '/data' }).find(({ name }) => name === 'gui');
  await expect(assertPortsFree([gui!])).resolves.toBeUndefined();
});
