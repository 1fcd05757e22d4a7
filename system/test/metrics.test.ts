import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performSimulationPath } from '@weather/contracts';
import {
  allQueries,
  configWithTargets,
  isMeshMetric,
  metricNames,
  queryPrometheus,
  recordedNames,
  ruleStates,
  withoutData,
} from '@weather/observability';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { metricsTable, sectionOf, writeSection } from '../docs/operating.ts';
import { portOffsets } from '../start/service-definitions.ts';
import { type LaunchedSystem, freePorts, launch, temporaryDataFolder } from './launched-system.ts';

/** Compose's names of the services: the same as on this machine. */
const names = [...portOffsets.keys()];

/** Metrics that Prometheus makes by itself. */
const ownOfPrometheus = new Set(['up', 'ALERTS']);

let data: Awaited<ReturnType<typeof temporaryDataFolder>>;
let system: LaunchedSystem;

beforeAll(async () => {
  data = await temporaryDataFolder();
  system = launch(['--data', data.folder], { port: await freePorts() });
  await system.line(/Weather page/);
});

afterAll(async () => {
  await system?.end('SIGTERM');
  await data.remove();
});

const address = (service: string) => `127.0.0.1:${system.port + portOffsets.get(service)!}`;

async function exposition(service: string): Promise<string> {
  return (await request(`http://${address(service)}/metrics`)).body.text();
}

const expositions = () => Promise.all(names.map((service) => exposition(service)));

test('every metric that a query reads is exposed by a service, made by Prometheus, or documented by the mesh', async () => {
  await expect
    .poll(async () => (await exposition('gui')).includes('gui_forecast_error_celsius{'), { timeout: 60_000 })
    .toBe(true);
  const exposed = new Set(
    (await expositions()).flatMap((text) => [...text.matchAll(/^(\w+)[{ ]/gm)].map(([, name]) => name)),
  );
  const recorded = recordedNames();
  const isKnown = (name: string) =>
    exposed.has(name) || recorded.has(name) || ownOfPrometheus.has(name) || isMeshMetric(name);
  const unknown = allQueries().flatMap(({ where, expression }) =>
    [...metricNames(expression)].filter((name) => !isKnown(name)).map((name) => `${where}: ${name}`),
  );
  expect(unknown).toEqual([]);
});

test('the manual names every metric of the services, and no other', async () => {
  const table = metricsTable(await expositions());
  if (process.env.UPDATE_DOCS === '1') writeSection('metrics', table);
  expect(sectionOf('metrics')).toBe(table);
});

test('labels are few: no service has more than a thousand series', async () => {
  for (const text of await expositions()) {
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length).toBeLessThan(1000);
  }
});

describe.skipIf(!hasPrometheus())('a real Prometheus with our configuration', () => {
  let folder: string;
  let prometheus: ChildProcess;
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weather-prometheus-'));
    const targets = names.map((service) => ({
      address: address(service),
      labels: { __meta_dns_name: service },
    }));
    await writeFile(
      join(folder, 'prometheus.yml'),
      configWithTargets('prometheus.yml', 'weather', targets, { interval: '1s' }),
    );
    const port = await freePorts();
    url = `http://127.0.0.1:${port}`;
    const args = [`--config.file=${folder}/prometheus.yml`, `--storage.tsdb.path=${folder}/data`];
    prometheus = spawn('prometheus', [...args, `--web.listen-address=127.0.0.1:${port}`], { stdio: 'ignore' });
  });

  afterAll(async () => {
    prometheus.kill('SIGTERM');
    if (prometheus.exitCode === null && prometheus.signalCode === null) await once(prometheus, 'exit');
    await rm(folder, { recursive: true });
  });

  test('finds services and versions by the names that compose gives them', async () => {
    await expect.poll(() => versionsUp(url), { timeout: 60_000 }).toEqual(names.map(appAndVersion).toSorted());
  });

  test('every query of every panel and rule returns data while the system runs', async () => {
    // The system's own simulation is one long request: a short one, and a look at the page, are counted at once.
    const simulate = `http://${address('simulation')}${performSimulationPath}?duration=500&type=weather&rate=20`;
    const expected = allQueries().filter(({ kind, expression }) => kind !== 'alert' && !isOfMesh(expression));
    expect(expected.length).toBeGreaterThan(60);
    const use = async () => {
      await (await request(simulate, { method: 'POST' })).body.dump();
      await (await request(`http://${address('gui')}/`)).body.dump();
      return withoutData(url, expected);
    };
    await expect.poll(use, { timeout: 90_000, interval: 1000 }).toEqual([]);
  });

  test('every rule can be evaluated, and no alert fires while all is well', async () => {
    await expect.poll(() => stateOfRules(url), { timeout: 30_000 }).toEqual({ broken: [], firing: [] });
  });
});

/** As Prometheus is told to label what compose calls so. */
function appAndVersion(name: string): string {
  const [, app = name, version = 'v1'] = /^(.+)-(v\d+)$/.exec(name) ?? [];
  return `${app} ${version}`;
}

async function versionsUp(url: string): Promise<string[]> {
  const up = await queryPrometheus(url, 'up{job="weather"} == 1').catch(() => []);
  return up.map(({ labels }) => `${labels.app} ${labels.version}`).toSorted();
}

function isOfMesh(expression: string): boolean {
  return [...metricNames(expression)].some((name) => isMeshMetric(name) || name.startsWith('mesh:'));
}

async function stateOfRules(url: string) {
  const rules = await ruleStates(url);
  const broken = rules.filter(({ health }) => health !== 'ok');
  return {
    broken: broken.map(({ name, lastError }) => `${name}: ${lastError ?? 'not evaluated yet'}`),
    firing: rules.filter(({ state }) => state === 'firing').map(({ name }) => name),
  };
}

function hasPrometheus(): boolean {
  try {
    execFileSync('prometheus', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.log('queries are not tried: there is no prometheus on the PATH');
    return false;
  }
}
