import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, hasDocker, without } from '../../../images/test/docker.ts';
import { blocksOf, documents, root } from '../../docs/command-blocks.ts';
import { typed } from '../typed.ts';

const blocks = (await blocksOf(documents)).filter(({ place }) => place === 'docker');

describe.skipIf(!hasDocker)(`docker commands in the documents${without}`, () => {
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    const [page, simulation, messageQueue] = [await freePort(), await freePort(), await freePort()];
    environment = {
      // Not the system that somebody may have running here.
      COMPOSE_PROJECT_NAME: `weather-documents-${process.pid}`,
      WEATHER_PORT: String(page),
      SIMULATION_PORT: String(simulation),
      MESSAGE_QUEUE_PORT: String(messageQueue),
    };
  });

  afterAll(async () => {
    await typed('docker compose down --volumes', environment);
    // What a backup has written.
    await rm(join(root, 'event-log.tar'), { force: true });
  });

  test.each(blocks.map((block) => [`${block.file}:${block.line}`, block] as const))('%s', async (_, { commands }) => {
    const { code, output } = await typed(`docker compose up --build --wait\n${commands}`, environment);
    expect(code, `${commands}\n${output.slice(-3000)}`).toBe(0);
  });
});
