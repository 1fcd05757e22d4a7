import { type StoredEvent, type StoredObservationEvent, eventTypes } from '@weather/contracts';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, launchChromium, openPage, tableOf } from '../../services/gui/test/browser.ts';
import { createModelV1 } from '../../services/machine-learning/src/domain/v1/model-v1.ts';
import { createModelV2 } from '../../services/machine-learning/src/domain/v2/model-v2.ts';
import type { ResultEvent } from '../../services/machine-learning/src/domain/result-events.ts';
import { rightResults } from '../../services/machine-learning/test/reference.ts';
import { type ComposedSystem, composedSystem } from './composed-system.ts';
import { hasDocker, hasImage, without } from './docker.ts';

const chromium = findChromium();

type StoredResult = Exclude<StoredEvent, StoredObservationEvent>;

const isObservation = (event: StoredEvent): event is StoredObservationEvent => event.type === eventTypes.observation;
const isResult = (event: StoredEvent): event is StoredResult => !isObservation(event);

const speaker = (name: 'v1' | 'v2') => ({ model: { name, version: name }, servedBy: '' });

/** What one replica of each model makes of the observations, worked out here. */
function expectedResults(log: readonly StoredEvent[]): ResultEvent[] {
  const observations = log.filter(isObservation);
  return [
    ...rightResults(createModelV1({ anomalyDetector: 'zscore', anomalyPercentage: 5 }), observations, speaker('v1')),
    ...rightResults(createModelV2(), observations, speaker('v2')),
  ];
}

/** Results in an order of their own, without who made them and where the log put them. */
function contents(results: readonly (StoredResult | ResultEvent)[]) {
  return results
    .map((result) => ({ ...result, servedby: undefined, position: undefined, previousposition: undefined }))
    .toSorted((a, b) => `${a.source} ${a.id}`.localeCompare(`${b.source} ${b.id}`));
}

/** Lets stations that are new make observations, and answers what the log holds of them when the models are through. */
async function observe(system: ComposedSystem, seed: number) {
  const query = { duration: '4000', type: 'weather', stations: '8', threads: '8', rate: '40', faults: '0.05' };
  const account = await system.simulate({ ...query, seed: String(seed) });
  const read = async () =>
    (await system.events()).filter(({ partitionkey }) => account.stations.includes(partitionkey));
  await expect
    .poll(
      async () => {
        const log = await read();
        return expectedResults(log).length - log.filter(isResult).length;
      },
      { timeout: 90_000, interval: 1000 },
    )
    .toBe(0);
  return { account, log: await read() };
}

describe.skipIf(!hasDocker)(`docker compose${without}`, () => {
  let system: ComposedSystem;

  beforeAll(async () => {
    system = await composedSystem();
    const begun = performance.now();
    await system.compose('build');
    console.log(`build: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    console.log(`up --wait: ${(await system.up()).toFixed(1)} s`);
  }, 400_000);

  afterAll(() => system?.down('--volumes', '--timeout', '5'));

  test.skipIf(chromium === undefined)(
    'the page shows live weather and forecasts, and starts a simulation',
    async () => {
      const browser = await launchChromium(chromium!);
      const { page, complaints } = await openPage(browser, `${system.url('WEATHER_PORT')}/`);
      await expect.poll(() => page.locator('.station-rows [role=row]').count(), { timeout: 60_000 }).toBe(7);
      await expect.poll(() => tableOf(page, 'Next 24 hours'), { timeout: 60_000 }).toHaveLength(10);
      const clock = page.locator('header').first();
      const before = await clock.innerText();
      await expect.poll(() => clock.innerText(), { timeout: 30_000 }).not.toBe(before);
      const panel = page.getByRole('region', { name: 'Simulations', exact: true });
      await panel.getByLabel('Seconds').fill('2');
      await panel.getByRole('button', { name: 'Start' }).click();
      await expect.poll(() => panel.innerText(), { timeout: 60_000 }).toMatch(/acked|stored|\d+ of \d+/i);
      expect(complaints).toEqual({ console: [], foreignRequests: [] });
      await browser.close();
    },
  );

  test('what is acknowledged is in the log, and forecasts are what the models make of it', async () => {
    const { account, log } = await observe(system, 71);
    const observations = log.filter(isObservation);
    expect(account.acked).toBeGreaterThan(20);
    // An observation whose answer was lost may be in the log all the same.
    expect(observations.length).toBeGreaterThanOrEqual(account.acked);
    expect(observations.length).toBeLessThanOrEqual(account.acked + account.failed);
    expect(contents(log.filter(isResult))).toEqual(contents(expectedResults(log)));
  });

  test('down and up again loses nothing', async () => {
    const all = await system.events();
    await system.down();
    const again = await system.up('--scale', 'demonstration=0', '--scale', 'machine-learning-v1=3');
    console.log(`down, and up again with three replicas: ${again.toFixed(1)} s`);
    const found = await system.events();
    expect(found.slice(0, all.length)).toEqual(all);
  });

  test('three replicas share the work, and results stay those of one', async () => {
    const { log } = await observe(system, 72);
    const results = log.filter(isResult);
    expect(contents(results)).toEqual(contents(expectedResults(log)));
    const pods = Map.groupBy(
      results.filter(({ source }) => source.startsWith('/models/v1/')),
      ({ servedby }) => servedby,
    );
    console.log(`results by replica: ${[...pods.values()].map((ofPod) => ofPod.length).join(', ')}`);
    expect(pods.size).toBeGreaterThan(1);
  });

  const prometheus = 'prom/prometheus:v3.13.1';
  const absent = hasDocker && !hasImage(prometheus);

  test.skipIf(absent)(
    `Prometheus finds every replica${absent ? ` (skipped: no image ${prometheus} here)` : ''}`,
    async () => {
      await system.up('--no-deps', 'prometheus');
      const targets = async () => {
        const { body } = await request(system.url('PROMETHEUS_PORT', '/api/v1/query?query=up'));
        const { data } = (await body.json()) as {
          data: { result: { metric: { app?: string }; value: [number, string] }[] };
        };
        return data.result
          .filter(({ metric, value }) => metric.app !== undefined && value[1] === '1')
          .map(({ metric }) => metric.app)
          .toSorted();
      };
      const models = Array.from({ length: 4 }, () => 'machine-learning');
      await expect
        .poll(targets, { timeout: 60_000, interval: 1000 })
        .toEqual(['gui', ...models, 'message-queue', 'simulation']);
    },
  );
});
