import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { testParts } from '@weather/service-kit/testing';
import { startGui } from '../src/gui.ts';
import { FakeMessageQueue } from './fake-message-queue.ts';

export const pageFolder = join(import.meta.dirname, '../web/dist');
const pageStandIn = join(import.meta.dirname, 'page-stand-in');

/** The real service on a free port, with a message-queue that the test scripts. */
export async function startGuiForTest({
  port = 0,
  simulationUrl = 'http://127.0.0.1:9',
  queue = new FakeMessageQueue(),
} = {}) {
  if (queue.origin.endsWith(':0')) await queue.start();
  const own = { MESSAGE_QUEUE_URL: queue.origin, SIMULATION_URL: simulationUrl, STATION_SILENCE_MS: 3_600_000 };
  const parts = testParts();
  const service = await startGui(
    { ...parts, config: { ...parts.config, ...own } },
    existsSync(join(pageFolder, 'index.html')) ? pageFolder : pageStandIn,
  );
  const url = await service.app.listen({ host: '127.0.0.1', port });
  const stop = async () => {
    await service.stopIntake?.();
    await service.app.close();
    await service.close?.();
    await queue.stop();
  };
  return { app: service.app, queue, url, stop };
}
