import { performSimulationPath } from '@weather/contracts';
import { request } from 'undici';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { receiveTraces } from '../../system/test/trace-receiver.ts';
import { services } from '../src/services.ts';
import { buildImage, docker, freePort, hasDocker, without } from './docker.ts';

test.runIf(process.env.REQUIRE_DOCKER)('where docker was promised it is there', () => {
  expect(hasDocker, 'REQUIRE_DOCKER is set: start docker, with its plugins buildx and compose').toBe(true);
});

const imageSchema = z.object({
  Size: z.number(),
  RootFS: z.object({ Layers: z.array(z.string()) }),
  Config: z.object({
    User: z.string(),
    Cmd: z.array(z.string()),
    Labels: z.record(z.string(), z.string()).nullable(),
    ExposedPorts: z.record(z.string(), z.unknown()).optional(),
  }),
});

const inspectImage = async (image: string) =>
  z.tuple([imageSchema]).parse(JSON.parse(await docker(['image', 'inspect', image])))[0];

const megabyte = 1_000_000;

/** As locked down as it is in compose and in a cluster. */
const lockedDown = [
  '--read-only',
  '--cap-drop',
  'ALL',
  '--security-opt',
  'no-new-privileges',
  '--tmpfs',
  '/data:uid=65532',
];

const started: string[] = [];

async function start(service: string, options: string[]): Promise<string> {
  const id = await docker(['run', '--detach', ...lockedDown, ...options, `weather/${service}:dev`]);
  started.push(id);
  await expect.poll(() => docker(['logs', id]), { timeout: 60_000, interval: 300 }).toContain('"event":"listening"');
  return id;
}

/** What `docker stop` leads to; 137 when the process had to be killed. */
async function exitCodeAfterStop(id: string): Promise<number> {
  await docker(['stop', '--time', '20', id]);
  return Number(await docker(['inspect', '--format', '{{.State.ExitCode}}', id]));
}

describe.skipIf(!hasDocker)(`images${without}`, () => {
  beforeAll(async () => {
    const begun = performance.now();
    // One after the other: the second finds the install that the first made.
    for (const service of services) await buildImage(service);
    console.log(`built ${services.length} images in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  }, 600_000);

  afterEach(async () => {
    const ids = started.splice(0);
    if (ids.length > 0) await docker(['rm', '--force', ...ids]);
  });

  test.each(services)('%s adds at most 10 MB to its base, and runs as nobody in particular', async (service) => {
    const base = await inspectImage('node:24-slim');
    const image = await inspectImage(`weather/${service}:dev`);
    const added = (image.Size - base.Size) / megabyte;
    console.log(`${service} adds ${added.toFixed(1)} MB`);
    expect(added).toBeLessThanOrEqual(10);
    expect(image.RootFS.Layers.slice(0, base.RootFS.Layers.length)).toEqual(base.RootFS.Layers);
    expect(image.Config.User).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(image.Config.Cmd[0]).toBe('node');
    expect(image.Config.ExposedPorts).toEqual({ '3001/tcp': {} });
    const labels = ['title', 'description', 'source', 'licenses', 'version', 'revision'];
    for (const label of labels) expect(image.Config.Labels?.[`org.opencontainers.image.${label}`], label).toBeTruthy();
  });

  test.each(services)('%s holds its bundle with maps, and nothing that a package manager made', async (service) => {
    const list = "console.log(require('node:fs').readdirSync('/app', { recursive: true }).join('\\n'))";
    const files = (await docker(['run', '--rm', `weather/${service}:dev`, 'node', '--eval', list])).split('\n');
    expect(files).toEqual(expect.arrayContaining(['src/main.mjs', 'src/main.mjs.map', 'src/tracing.mjs']));
    // Without native modules the same files serve every processor.
    expect(files.filter((file) => /node_modules|\.node$|\.tsx?$|package\.json$/.test(file))).toEqual([]);
  });

  test.each(services)('%s starts locked down, and SIGTERM ends it with 0', async (service) => {
    const id = await start(service, ['--env', 'MODEL=v2']);
    expect(await exitCodeAfterStop(id)).toBe(0);
  });

  test('spans of the service and of its calls leave a container', async () => {
    const receiver = await receiveTraces();
    const port = await freePort();
    const environment = {
      HOST: '127.0.0.1',
      PORT: String(port),
      // Nobody who takes events: that the call is made is enough.
      MESSAGE_QUEUE_URL: receiver.endpoint,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    };
    const variables = Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
    const id = await start('simulation', ['--network', 'host', ...variables]);
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const { statusCode, body } = await request(`http://127.0.0.1:${port}${performSimulationPath}`, {
      method: 'POST',
      query: { duration: '1000', type: 'weather', stations: '1', rate: '5' },
      headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
    });
    expect(statusCode, await body.text()).toBe(200);
    expect(await exitCodeAfterStop(id)).toBe(0);
    const spans = receiver.spans.filter((span) => span.traceId === traceId);
    const served = spans.find(({ name }) => name === `POST ${performSimulationPath}`);
    expect(served).toMatchObject({ service: 'simulation', parentSpanId: 'b7ad6b7169203331' });
    expect(spans.filter(({ parentSpanId }) => parentSpanId === served!.spanId)).not.toEqual([]);
    await receiver.close();
  });
});
