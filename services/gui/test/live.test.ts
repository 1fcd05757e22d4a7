import { connect } from 'node:net';
import { livePath, overviewSchema, stationHistorySchema, problemSchema } from '@weather/contracts';
import { waitFor } from '@weather/service-kit/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeMessageQueue } from './fake-message-queue.ts';
import { startGuiForTest } from './gui-for-test.ts';
import { readLive } from './live-reader.ts';
import { knownStations, observationEvent, stationsForTest } from './made-up-weather.ts';
import { WeatherPlayer } from './weather-player.ts';

let gui: Awaited<ReturnType<typeof startGuiForTest>>;
let player: WeatherPlayer;

beforeEach(async () => {
  const queue = new FakeMessageQueue();
  player = new WeatherPlayer(queue, knownStations);
  player.play(30);
  gui = await startGuiForTest({ queue });
  await waitFor(() => queue.readers === 1, { what: 'the stream' });
});

afterEach(() => gui.stop());

test('a page first gets a snapshot of the recent history, then what is new', async () => {
  const reader = await readLive(gui.url);
  const snapshot = await waitFor(() => reader.snapshots()[0]);
  expect(snapshot.stations.map(({ station }) => station.id).toSorted()).toEqual(['EWR', 'JFK', 'LGA']);
  expect(snapshot.overview.scores.length).toBeGreaterThan(0);
  player.play(1);
  const delta = await waitFor(() => reader.deltas().find(({ stations }) => stations.length === 3));
  expect(
    delta.stations.every(({ observations, forecasts }) => observations.length === 1 && forecasts.length === 2),
  ).toBe(true);
  const served = await waitFor(
    () => reader.deltas().findLast(({ overview }) => overview?.served.length)?.overview?.served,
  );
  expect(served.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 1);
  await reader.close();
});

test('the stream says something every second even when nothing happens', async () => {
  const reader = await readLive(gui.url);
  await waitFor(() => reader.deltas().filter(({ overview }) => overview !== undefined).length >= 2);
  expect(reader.deltas().every(({ stations }) => stations.length === 0)).toBe(true);
  expect(reader.response.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
  });
  await reader.close();
});

test('history of a station is what its chart is drawn from', async () => {
  const answer = await gui.app.inject('/api/v1/stations/JFK/history');
  const history = stationHistorySchema.parse(answer.json());
  expect(history.observations).toHaveLength(30);
  expect(history.forecasts).toHaveLength(60);
  const missing = await gui.app.inject('/api/v1/stations/nowhere/history');
  expect([missing.statusCode, problemSchema.parse(missing.json()).code]).toEqual([404, 'not-found']);
  const malformed = await gui.app.inject('/api/v1/stations/no%20where/history');
  expect([malformed.statusCode, malformed.json().code]).toEqual([400, 'validation-failed']);
});

test('when message-queue restarts, it says so, resumes after the last event, and misses none', async () => {
  const reader = await readLive(gui.url);
  await gui.queue.stop();
  const lost = await waitFor(() => reader.deltas().find(({ overview }) => overview?.upstream.state === 'lost'));
  expect(overviewSchema.parse(lost.overview).upstream.detail).toMatch(/message-queue/);
  player.play(2);
  await gui.queue.start();
  await waitFor(() => reader.deltas().at(-1)?.overview?.upstream.state === 'live');
  await waitFor(async () => (await gui.app.inject('/api/v1/stations/LGA/history')).json().observations.length === 32);
  const [first, second] = gui.queue.resumedAfter;
  expect(second).toBe(first);
  await reader.close();
});

test('when the log was begun anew, pages start anew too', async () => {
  const reader = await readLive(gui.url);
  await waitFor(() => reader.snapshots().length === 1);
  await gui.queue.stop();
  gui.queue.clear();
  gui.queue.publish(observationEvent(knownStations[0]!, 0));
  await gui.queue.start();
  const fresh = await waitFor(() => reader.snapshots()[1]);
  expect(fresh.stations.map(({ station }) => station.id)).toEqual(['JFK']);
  expect(fresh.revision).toBeGreaterThan(reader.snapshots()[0]!.revision);
  await reader.close();
});

test('what is no event of the contract is skipped and counted', async () => {
  gui.queue.sendRaw('id: 999\ndata: {"specversion":"1.0"}\n\ndata: not json\n\n');
  // What has a name is no event, and no fault either.
  gui.queue.sendRaw('event: gap\ndata: {"after":1,"firstPosition":7}\n\n');
  player.play(1);
  await waitFor(async () => (await gui.app.inject('/api/v1/stations/JFK/history')).json().observations.length === 31);
  expect(await gui.metrics.registry.metrics()).toMatch(/gui_malformed_events_total\{[^}]*\} 2/);
});

test('a page that reads too slowly is cut off, and the others do not notice', { timeout: 90_000 }, async () => {
  const many = new WeatherPlayer(gui.queue, stationsForTest(60));
  const { hostname, port } = new URL(gui.url);
  const slow = connect(Number(port), hostname);
  slow.on('error', () => undefined);
  slow.write(`GET ${livePath} HTTP/1.1\r\nhost: slow\r\n\r\n`);
  slow.pause();
  const reader = await readLive(gui.url);
  await waitFor(
    async () => {
      many.play(2);
      return /gui_live_cut_off_total\{[^}]*\} 1/.test(await gui.metrics.registry.metrics());
    },
    { intervalMs: 50, timeoutMs: 80_000, what: 'the slow page to be cut off' },
  );
  expect(reader.ended).toBe(false);
  slow.destroy();
  await reader.close();
});

test('stopping the service ends the streams', async () => {
  const reader = await readLive(gui.url);
  await waitFor(() => reader.snapshots().length === 1);
  expect(reader.ended).toBe(false);
  await gui.stopGui();
  await waitFor(() => reader.ended);
});
