import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { eventContentType, eventTypes, eventsPath, subscriptionsSchema, subscriptionsPath } from '@weather/contracts';
import { request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blocksTypedBy } from '../docs/command-blocks.ts';
import { freePorts, launch, temporaryDataFolder } from './launched-system.ts';
import { observationEvent } from './observation-event.ts';
import { type ProjectCopy, copyProject } from './project-copy.ts';
import { receiveTraces } from './trace-receiver.ts';
import { typed } from './typed.ts';

let copy: ProjectCopy;
let before: Map<string, string>;

/** What docs/adding-a-service.md tells to type on this machine, typed in the copy. */
const [generate, check, look, takeAway, unsubscribe] = await blocksTypedBy(
  'system/test/new-service.test.ts',
  'docs/adding-a-service.md',
);

async function type(commands: string, environment?: NodeJS.ProcessEnv): Promise<string> {
  const { code, output } = await typed(commands, environment, copy.root);
  expect(code, output).toBe(0);
  return output;
}

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

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s on the way leaves the tree as it was', async (signal) => {
  const pnpm = join(copy.root, 'node_modules/hanging-pnpm.mjs');
  writeFileSync(pnpm, `setInterval(() => {}, 1000);`);
  const env = { ...process.env, npm_execpath: pnpm };
  const child = spawn(process.execPath, ['system/new-service/main.ts', 'bonus'], { cwd: copy.root, env });
  let said = '';
  child.stderr.on('data', (text) => (said += String(text)));
  await expect.poll(() => existsSync(join(copy.root, 'services/bonus')), { timeout: 60_000 }).toBe(true);
  child.kill(signal);
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(said).toContain('Every file is as it was');
  expect(copy.files()).toEqual(before);
});

// A type check, lint and two runs of tests, on a machine that may be busy with others.
test('a new service is written, and every check of the project holds with it', { timeout: 600_000 }, async () => {
  await type(generate!);
  await type(check!);
  for (const args of [
    [program('oxfmt', 'bin/oxfmt'), '--check'],
    [program('vitest', 'vitest.mjs'), 'run', ...testsOfLists],
  ]) {
    const { code, output } = await copy.node(args);
    expect(code, output).toBe(0);
  }
});

/** Of the lists that it was put into. */
const testsOfLists = [
  '--project=units',
  '--project=system',
  'cluster/src/manifest-files',
  'images/src/compose-file',
  'observability/src/dashboards',
  'system/docs/configuration',
];

test('it runs with the others: subscribed, answering what was observed, in the same trace', async () => {
  const [data, receiver, port] = [await temporaryDataFolder(), await receiveTraces(), await freePorts(6)];
  const telemetry = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '100',
  };
  const system = launch(['--idle', '--data', data.folder], { port, environment: telemetry, root: copy.root });
  try {
    await system.line(/Weather page/);
    const [queue, service] = [`http://127.0.0.1:${port + 2}`, `http://127.0.0.1:${port + 5}`];
    const subscriptions = await (await request(queue + subscriptionsPath)).body.json();
    expect(subscriptionsSchema.parse(subscriptions).items).toContainEqual(
      expect.objectContaining({ id: 'bonus', sink: service + eventsPath, types: [eventTypes.observation] }),
    );
    const answer = async () => (await request(`${service}/api/v1/bonus`)).body.json();
    // Until it has read the log it turns away what is delivered, and then knows that from the log already.
    await expect.poll(answer, { timeout: 60_000 }).toEqual({ items: [] });
    const trace = '0af7651916cd43dd8448eb211c80319c';
    for (const [hour, temperature] of [20, 31.5, -4].entries()) {
      const headers = { 'content-type': eventContentType, traceparent: `00-${trace}-b7ad6b7169203331-01` };
      const body = JSON.stringify(observationEvent(hour + 1, { temperature }));
      await (await request(queue + eventsPath, { method: 'POST', headers, body })).body.dump();
    }
    const extremes = { highest: { value: 31.5, unit: 'Cel' }, lowest: { value: -4, unit: 'Cel' } };
    await expect.poll(answer, { timeout: 60_000 }).toMatchObject({ items: [{ station: 'test', ...extremes }] });
    const isTraced = () => receiver.spans.some(({ service: name, traceId }) => name === 'bonus' && traceId === trace);
    await expect.poll(isTraced, { timeout: 60_000 }).toBe(true);
    const environment = { WEATHER_URL: queue };
    expect(await type(look!.replaceAll('localhost:3005', `localhost:${port + 5}`), environment)).toMatch(
      /"value":31\.5[^]*^bonus .* active .*[^]*outcome="taken",service="bonus"} 3$/m,
    );
    expect(await type(unsubscribe!, environment)).toContain('bonus');
  } finally {
    await system.end('SIGTERM');
    await receiver.close();
    await data.remove();
  }
});

test.each([
  ['docker-compose.yml', 'image: weather/bonus:dev', 'image: weather/bonus:dev\n    mem_limit: 1g'],
  ['observability/grafana/dashboards/overview.json', '"bonus: latency"', '"bonus: how long it takes"'],
])('what was made of it in %s is not thrown away by mistake', async (file, written, changed) => {
  const path = join(copy.root, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(written);
  writeFileSync(path, text.replace(written, changed));
  expect(await newService('bonus', '--remove')).toMatchObject({ code: 2, output: expect.stringContaining(file) });
  writeFileSync(path, text);
});

test('work on it is not thrown away by mistake; taken away, it leaves the tree as it was', async () => {
  const note = join(copy.root, 'services/bonus/notes.txt');
  writeFileSync(note, 'what I found out');
  expect(await newService('bonus', '--remove')).toMatchObject({
    code: 2,
    output: expect.stringContaining('notes.txt'),
  });
  rmSync(note);
  await type(takeAway!);
  expect(copy.files()).toEqual(before);
});
