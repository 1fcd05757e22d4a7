import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, launchChromium, openPage, tableOf } from '../../services/gui/test/browser.ts';
import { type LaunchedSystem, freePorts, launch, temporaryDataFolder } from './launched-system.ts';

const chromium = findChromium();
const skipped = chromium === undefined ? ' (skipped: no Chromium found; set CHROMIUM_PATH)' : '';

test.runIf(process.env.REQUIRE_BROWSER)('where a browser was promised there is one', () => {
  expect(chromium, 'REQUIRE_BROWSER is set: install Chromium, or set CHROMIUM_PATH').toBeDefined();
});

describe.skipIf(chromium === undefined)(`the page of the running system${skipped}`, () => {
  let browser: Browser;
  let system: LaunchedSystem;
  let up: number;
  let data: Awaited<ReturnType<typeof temporaryDataFolder>>;

  beforeAll(async () => {
    browser = await launchChromium(chromium!);
    data = await temporaryDataFolder();
    system = launch(['--data', data.folder], { port: await freePorts() });
    await system.line(/Weather page/);
    up = performance.now();
  });

  afterAll(async () => {
    await browser?.close();
    await system?.end('SIGTERM');
    await data?.remove();
  });

  test('after the start it shows live values, forecasts of both models with intervals, and anomalies', async () => {
    const { page, complaints, context } = await openPage(browser, `http://localhost:${system.port}/`);
    // It takes some seconds; how many is told, and no reason to fail: the machine may be busy.
    const patience = { timeout: 60_000 };
    const stations = page.locator('.station-rows [role=row]');
    await expect.poll(() => stations.count(), patience).toBe(7);
    const outlook = async () => {
      const rows = await tableOf(page, 'Next 24 hours');
      const withInterval = rows.filter((row) => /\d\.\d\s+\S*\d\.\d to \s*\S*\d\.\d/.test(row));
      const of = (model: string) => withInterval.filter((row) => row.includes(model)).length;
      return { all: rows.length, v1: of('v1'), v2: of('v2') };
    };
    await expect.poll(outlook, patience).toEqual({ all: 10, v1: 5, v2: 5 });
    await expect.poll(async () => (await tableOf(page, 'Anomalies')).length, patience).toBeGreaterThan(0);
    console.log(
      `live values, forecasts and anomalies ${((performance.now() - up) / 1000).toFixed(1)} s after the services were up`,
    );

    const clock = page.locator('header').first();
    const before = await clock.innerText();
    await expect.poll(() => clock.innerText(), patience).not.toBe(before);
    expect(complaints).toEqual({ console: [], foreignRequests: [] });
    await context.close();
  });

  test('a simulation is started from the page and its account comes back', async () => {
    const { page, context } = await openPage(browser, `http://localhost:${system.port}/`);
    const panel = page.getByRole('region', { name: 'Simulations', exact: true });
    await panel.getByLabel('Seconds').fill('2');
    await panel.getByRole('button', { name: 'Start' }).click();
    await expect.poll(() => panel.innerText(), { timeout: 60_000 }).toMatch(/acked|stored|\d+ of \d+/i);
    await context.close();
  });
});
