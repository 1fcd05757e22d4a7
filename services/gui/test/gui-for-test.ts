import { join } from 'node:path';
import { testParts } from '@weather/service-kit/testing';
import { startGui } from '../src/gui.ts';
import { FakeMessageQueue } from './fake-message-queue.ts';

const pageStandIn = join(import.meta.dirname, 'page-stand-in');

/** The real service with a message-queue that the test scripts; a free port unless one is given. */
export async function startGuiForTest({
  port = 0,
  pageFolder = pageStandIn,
  simulationUrl = 'http://127.0.0.1:9',
  queue = new FakeMessageQueue(),
} = {}) {
  await queue.start();
  const parts = testParts();
  const peers = { MESSAGE_QUEUE_URL: queue.origin, SIMULATION_URL: simulationUrl, STATION_SILENCE_MS: 3_600_000 };
  const service = await startGui({ ...parts, config: { ...parts.config, ...peers } }, pageFolder);
  const url = await service.app.listen({ host: '127.0.0.1', port });
  /** Ends the service alone, as a crash would end it for the page. */
  const stopGui = async () => {
    await service.stopIntake?.();
    await service.app.close();
    await service.close?.();
  };
  const stop = async () => {
    await stopGui();
    await queue.stop();
  };
  return { app: service.app, metrics: parts.metrics, queue, url, stopGui, stop };
}
