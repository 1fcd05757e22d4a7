import { createServer } from 'node:net';
import { once } from 'node:events';
import type { ServiceDefinition } from './service-definitions.ts';
import { StartError } from './start-error.ts';

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

/** @throws StartError naming every port that is taken, before anything is started. */
export async function assertPortsFree(services: ServiceDefinition[]): Promise<void> {
  const free = await Promise.all(services.map(({ port }) => isFree(port)));
  const taken = services.filter((_, index) => !free[index]);
  if (taken.length === 0) return;
  const list = taken
    .toSorted((a, b) => a.port - b.port)
    .map(({ name, port }) => `${port} (${name})`)
    .join(', ');
  throw new StartError(
    `taken: port ${list}. Stop what listens there (the system, with another data folder?), or choose others: pnpm start --port 4000`,
  );
}
