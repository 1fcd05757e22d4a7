import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { eventContentType, eventTypes, eventsPath, subscriptionsSchema, subscriptionsPath } from '@weather/contracts';
import { request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts, launch, temporaryDataFolder } from './launched-system.ts';
import { observationEvent } from './observation-event.ts';
import { type ProjectCopy, copyProject } from './project-copy.ts';
import { receiveTraces } from './trace-receiver.ts';

let copy: ProjectCopy;
let before: Map<string, string>;

const newService = (...args: string[]) => copy.node(['system/new-service/main.ts', ...args]);

/** A program that a package of the copy brings, by its path. */
function program(name: string, path: string): string {
  const require = createRequire(join(copy.root, 'package.json'));
  return join(dirname(require.resolve(`${name}/package.json`)), path);
}

beforeAll(async () => {
  copy = await copyProject();
  before = copy.files();
});

afterAll(() => copy.remove());

test('a dry run, and a name that cannot be, change nothing and say why', async () => {
  const dry = await newService('bonus', '--dry-run');
  expect(dry).toMatchObject({ code: 0, output: expect.stringMatching(/writes +services\/bonus\/src\/app\.ts/) });
  expect(await newService('gui')).toMatchObject({ code: 2, output: expect.stringContaining('it is taken') });
  expect(await newService('bonus', '--remove')).toMatchObject({ code: 2, output: expect.stringContaining('stays') });
  expect(copy.files()).toEqual(before);
});

test('what fails on the way leaves the tree as it was', async () => {
  const pnpm = join(copy.root, 'node_modules/failing-pnpm.mjs');
  writeFileSync(pnpm, `console.error('no space left on device'); process.exit(1);`);
  const environment = { npm_execpath: pnpm };
  expect(await copy.node(['system/new-service/main.ts', 'bonus'], environment)).toMatchObject({
    code: 1,
    output: expect.stringMatching(/no space left on device[^]*Every file is as it was/),
  });
  expect(copy.files()).toEqual(before);
});

test('a new service is written, and every check of the project holds with it', async () => {
  const written = await newService('bonus');
  expect(written.code, written.output).toBe(0);
  for (const args of [
    [program('typescript', 'bin/tsc'), '--noEmit', '-p', 'tsconfig.json'],
    [program('oxlint', 'bin/oxlint'), '--deny-warnings'],
    [program('oxfmt', 'bin/oxfmt'), '--check'],
    [program('vitest', 'vitest.mjs'), 'run', ...testsThatSpeakOfServices],
  ]) {
    const { code, output } = await copy.node(args);
    expect(code, output).toBe(0);
  }
});

/** The service's own, and those of the lists that it was put into. */
const testsThatSpeakOfServices = [
  '--project=units',
  '--project=services',
  '--project=system',
  'services/bonus',
  'cluster/src/manifest-files',
  'images/src/compose-file',
  'observability/src/dashboards',
  'system/docs',
];

test('it runs with the others: subscribed, answering what was observed, in the same trace', async () => {
  const [data, receiver, port] = [await temporaryDataFolder(), await receiveTraces(), await freePorts(6)];
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '100',
  };
  const system = launch(['--idle', '--data', data.folder], { port, environment, root: copy.root });
  try {
    await system.line(/Weather page/);
    const [queue, service] = [`http://127.0.0.1:${port + 2}`, `http://127.0.0.1:${port + 5}`];
    const subscriptions = await (await request(queue + subscriptionsPath)).body.json();
    expect(subscriptionsSchema.parse(subscriptions).items).toContainEqual(
      expect.objectContaining({ id: 'bonus', sink: service + eventsPath, types: [eventTypes.observation] }),
    );
    const trace = '0af7651916cd43dd8448eb211c80319c';
    for (const [hour, temperature] of [20, 31.5, -4].entries()) {
      const headers = { 'content-type': eventContentType, traceparent: `00-${trace}-b7ad6b7169203331-01` };
      const body = JSON.stringify(observationEvent(hour + 1, { temperature }));
      await (await request(queue + eventsPath, { method: 'POST', headers, body })).body.dump();
    }
    const answer = async () => (await request(`${service}/api/v1/bonus`)).body.json();
    const extremes = { highest: { value: 31.5, unit: 'Cel' }, lowest: { value: -4, unit: 'Cel' } };
    await expect.poll(answer, { timeout: 20_000 }).toMatchObject({ items: [{ station: 'test', ...extremes }] });
    const isTraced = () => receiver.spans.some(({ service: name, traceId }) => name === 'bonus' && traceId === trace);
    await expect.poll(isTraced, { timeout: 20_000 }).toBe(true);
  } finally {
    await system.end('SIGTERM');
    await receiver.close();
    await data.remove();
  }
});

test('work on it is not thrown away by mistake; taken away, it leaves the tree as it was', async () => {
  const note = join(copy.root, 'services/bonus/notes.txt');
  writeFileSync(note, 'what I found out');
  expect(await newService('bonus', '--remove')).toMatchObject({
    code: 2,
    output: expect.stringContaining('notes.txt'),
  });
  const removed = await newService('bonus', '--remove', '--force');
  expect(removed.code, removed.output).toBe(0);
  expect(copy.files()).toEqual(before);
});
