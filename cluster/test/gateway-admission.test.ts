import {
  deadLettersPath,
  eventStreamPath,
  eventsPath,
  guiSimulationsPath,
  livePath,
  modelPath,
  observationsPath,
  openApiPath,
  performSimulationPath,
  readinessPath,
  statsPath,
  subscriptionsPath,
} from '@weather/contracts';
import { Client, type Dispatcher } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { describeInCluster, gatewayUrl, kubectl } from './support/cluster.ts';

let client: Client;

/** Sends a path as it is: other clients would tidy it up before. */
async function send(method: string, path: string, headers: Record<string, string> = {}, body: string | null = null) {
  const options = { method: method as Dispatcher.HttpMethod, path, headers, body };
  const answer = await client.request(options);
  const text = await answer.body.text();
  const { 'x-served-by': servedBy, 'x-envoy-upstream-service-time': upstream } = answer.headers;
  return { status: answer.statusCode, reached: servedBy !== undefined || upstream !== undefined, servedBy, text };
}

const refused = { status: 404, reached: false };

const run = 'duration=200&type=weather&threads=1';
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const inner = [
  '/livez',
  readinessPath,
  '/metrics',
  openApiPath,
  eventsPath,
  eventStreamPath,
  observationsPath,
  subscriptionsPath,
  deadLettersPath,
  statsPath,
  modelPath,
  '/v1/performSimulation',
  '/stats/prometheus',
  '/healthz/ready',
  '/nothing',
];

const routesSchema = z.object({
  configs: z.array(
    z.object({
      route_config: z.object({
        virtual_hosts: z
          .array(
            z.object({
              name: z.string(),
              routes: z.array(
                z.object({
                  name: z.string().default(''),
                  route: z.object({ timeout: z.string(), retry_policy: z.object({ retry_on: z.string() }) }).optional(),
                }),
              ),
            }),
          )
          .default([]),
      }),
    }),
  ),
});

/** What the gateway's proxy made of our rules. */
async function liveRoutes() {
  const ask = ['pilot-agent', 'request', 'GET', 'config_dump?resource=dynamic_route_configs'];
  const gateway = ['-n', 'istio-system', 'exec', 'deployment/istio-ingressgateway', '--'];
  const { configs } = routesSchema.parse(JSON.parse(await kubectl([...gateway, ...ask])));
  const hosts = configs.flatMap(({ route_config: { virtual_hosts: list } }) => list);
  return hosts.filter(({ name }) => name.startsWith('*:')).flatMap(({ routes }) => routes);
}

describeInCluster('the ingress gateway', () => {
  beforeAll(() => {
    client = new Client(gatewayUrl);
  });

  afterAll(() => client.close());

  test('admits the simulation: its account comes back', async () => {
    const answer = await send('POST', `${performSimulationPath}?${run}`);
    expect(answer).toMatchObject({ status: 200, reached: true, servedBy: expect.stringMatching(/^simulation-/) });
  });

  test('admits the page and all that it loads', async () => {
    const { status, text, servedBy } = await send('GET', '/');
    expect({ status, servedBy }).toMatchObject({ status: 200, servedBy: expect.stringMatching(/^gui-/) });
    const linked = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1]!);
    const script = linked.find((path) => path.endsWith('.js'))!;
    const loaded = [...(await send('GET', script)).text.matchAll(/["'`](?:\.?\/)?(assets\/[\w-]+\.\w+)["'`]/g)];
    const paths = new Set([...linked, ...loaded.map((match) => `/${match[1]}`), '/index.html']);
    expect(paths.size).toBeGreaterThan(3);
    for (const path of paths) expect(await send('GET', path), path).toMatchObject({ status: 200, reached: true });
  });

  test('admits the stream of the page', async () => {
    const stop = new AbortController();
    const { statusCode, headers, body } = await client.request({ method: 'GET', path: livePath, signal: stop.signal });
    body.on('error', () => undefined);
    expect([statusCode, headers['content-type']]).toEqual([200, expect.stringContaining('text/event-stream')]);
    stop.abort();
  });

  test('admits what the page asks about stations, and starting and stopping a simulation', async () => {
    expect(await send('GET', '/api/v1/stations/nobody/history')).toMatchObject({ status: 404, reached: true });
    const request = JSON.stringify({ duration: 60_000, type: 'weather', threads: 1, rate: 1 });
    const started = await send('POST', guiSimulationsPath, { 'content-type': 'application/json' }, request);
    expect(started.status, started.text).toBe(201);
    const { id } = JSON.parse(started.text) as { id: string };
    expect((await send('GET', guiSimulationsPath)).text).toContain(id);
    expect((await send('DELETE', `${guiSimulationsPath}/${id}`)).status).toBe(200);
  });

  test('admits them under every name of the host', async () => {
    expect(await send('GET', '/', { host: 'weather.example' })).toMatchObject({ status: 200, reached: true });
    expect(await send('GET', '/metrics', { host: 'simulation.weather.svc.cluster.local:3001' })).toMatchObject(refused);
  });

  test.each(inner)('answers 404 to %s itself, whatever the method', async (path) => {
    for (const method of methods) expect(await send(method, path), method).toMatchObject(refused);
  });

  test.each([
    [performSimulationPath, ['POST']],
    ['/', ['GET']],
    [livePath, ['GET']],
    [guiSimulationsPath, ['GET', 'POST']],
    [`${guiSimulationsPath}/0c0f4a38-0000-4000-8000-000000000000`, ['DELETE']],
    ['/api/v1/stations/a/history', ['GET']],
  ])('answers 404 to %s with another method than %s', async (path, admitted) => {
    for (const method of methods.filter((item) => !admitted.includes(item))) {
      expect(await send(method, path), method).toMatchObject(refused);
    }
  });

  test.each([
    `/api/v1//performSimulation?${run}`,
    `//api/v1/performSimulation?${run}`,
    `${performSimulationPath}/?${run}`,
    `${performSimulationPath};a=b?${run}`,
    `${performSimulationPath}.json?${run}`,
    `${performSimulationPath}%20?${run}`,
    `/api/v1/performsimulation?${run}`,
    `/API/V1/performSimulation?${run}`,
    `/api%2Fv1%2FperformSimulation?${run}`,
    `${performSimulationPath}%2F..%2Fevents?${run}`,
    `${performSimulationPath}/../events`,
    `${performSimulationPath}/%2e%2e/events`,
    `/api/v1/./events`,
    `/api/v1/%65vents`,
    `/nothing/..;/api/v1/events`,
  ])('is not led astray by POST %s', async (path) => {
    expect(await send('POST', path)).toMatchObject(refused);
  });

  test.each([
    '/assets/../metrics',
    '/assets/%2e%2e/metrics',
    '/assets/..%2fmetrics',
    '/assets/..%5cmetrics',
    '/assets\\..\\metrics',
    '/assets//metrics',
    '/assets/',
    '/assets/a.js/../../metrics',
    '/assets/.%2e/.%2e/metrics',
    '//metrics',
    '/./metrics',
    '/%6detrics',
    '/metrics?/',
    '/metrics;/assets/a.js',
    '/assets/a.js;/../../metrics',
    '/assets/a.js%3f/../../livez',
    '/api/v1/stations/..%2f..%2f..%2fmetrics/history',
    '/api/v1/stations/../../../livez',
    '/api/v1/stations/a/history/../../../events',
    '/api/v1/live/../events/stream',
    '/INDEX.HTML',
    '/index.html/',
    '/icon.svg/..;/metrics',
  ])('is not led astray by GET %s', async (path) => {
    expect(await send('GET', path)).toMatchObject(refused);
  });

  test('other spellings of an admitted path are that path, and no other', async () => {
    for (const path of [
      '/api/v1/../v1/performSimulation',
      '/api/v1/%70erformSimulation',
      '/api/v1\\performSimulation',
    ]) {
      const { servedBy } = await send('POST', `${path}?${run}`);
      expect(servedBy, path).toMatch(/^simulation-/);
    }
  });

  test('tries a request that changes something again only if none of it was sent', async () => {
    const routes = await liveRoutes();
    for (const name of ['perform-simulation', 'page-simulations']) {
      const first = routes.find((route) => route.name === name);
      expect(first!.route!.retry_policy.retry_on, name).toBe('connect-failure,refused-stream,reset-before-request');
    }
  });

  test('has no timeout on any route', async () => {
    const ours = (await liveRoutes()).filter(({ name }) => /^(perform-simulation|page|page-simulations)$/.test(name));
    expect(ours.length).toBeGreaterThan(5);
    for (const { name, route } of ours) expect(route!.timeout, name).toBe('0s');
  });

  test('cuts no simulation that takes longer than proxies use to wait', async () => {
    const answer = await send('POST', `${performSimulationPath}?duration=17000&type=temperature&threads=1&rate=1`);
    expect(answer.status, answer.text).toBe(200);
  });
});
