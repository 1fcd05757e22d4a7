import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { livePath, performSimulationPath } from '@weather/contracts';
import { afterEach, expect, test } from 'vitest';
import { waitForForecast } from './first-forecast.ts';
import { worldOf } from './testing.ts';

const station = { id: 'synthetic-0-1', name: 'One', latitude: 0, longitude: 0, elevation: 0 };

const overview = {
  serverTime: 1,
  upstream: { state: 'live', since: 0, lastEventAt: null, detail: '' },
  eventsPerSecond: [],
  scores: [],
  served: [],
  simulations: [],
};

const view = {
  station,
  receivedAt: 1,
  latest: {
    time: 0,
    temperature: 1,
    dewPoint: null,
    humidity: null,
    pressure: null,
    windSpeed: null,
    windFrom: null,
    precipitation: null,
    condition: null,
    plantedFault: null,
  },
  trend: null,
  anomalous: false,
  forecasts: [],
};

const account = {
  seed: 0,
  source: 'synthetic',
  type: 'weather',
  stations: [station.id],
  durationMs: 1,
  generated: 1,
  sent: 1,
  acked: 1,
  duplicates: 0,
  retried: 0,
  failed: 0,
  late: 0,
  plantedFaults: 0,
  firstSequence: {},
  lastSequence: {},
};

const message = (event: string, data: object) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
const snapshot = message('snapshot', { revision: 0, overview, stations: [], anomalies: [] });

const forecastOf = (name: string) => ({ model: { name, version: '1' }, servedBy: null, madeAt: 0, horizons: [] });
const delta = (...models: string[]) =>
  message('delta', {
    revision: 1,
    stations: [{ view, observations: [], forecasts: models.map(forecastOf) }],
    forgotten: [],
    anomalies: [],
  });

let close: (() => void) | undefined;
afterEach(() => close?.());

/** A gateway whose simulation answers with these statuses, one call after the other, and then sends to open pages. */
async function gateway(statuses: number[], deltas: string[]): Promise<string> {
  const pages: ServerResponse[] = [];
  const server = createServer((request, response) => {
    if (request.url === livePath) {
      pages.push(response);
      return void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(snapshot);
    }
    if (!request.url!.startsWith(performSimulationPath)) return void response.writeHead(404).end();
    const status = statuses.shift() ?? 200;
    response.writeHead(status).end(status === 200 ? JSON.stringify(account) : '');
    if (status === 200) for (const text of deltas) for (const page of pages) page.write(text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  close = () => {
    server.close();
    server.closeAllConnections();
  };
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('it is there when forecasts of both models came out on the page', async () => {
  const { world, said } = worldOf([]);
  await waitForForecast(world, await gateway([], [delta('v1'), delta('v2')]), 10_000);
  expect(said).toEqual([]);
});

test('a gateway that does not know the way yet is asked again', async () => {
  const { world, said } = worldOf([]);
  await waitForForecast(world, await gateway([404, 503], [delta('v1', 'v2')]), 10_000);
  expect(said).toEqual([
    'waiting for the first forecast: simulation answers 404 through the gateway',
    'waiting for the first forecast: simulation answers 503 through the gateway',
  ]);
});

test('Ctrl-C ends the waiting', async () => {
  const { world } = worldOf([]);
  const ending = new AbortController();
  const waiting = waitForForecast({ ...world, signal: ending.signal }, await gateway([], [delta('v1')]), 10_000);
  ending.abort();
  await expect(waiting).rejects.toThrow('aborted');
});
