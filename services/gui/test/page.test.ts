import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { waitFor } from '@weather/service-kit/testing';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { buildPage } from './built-page.ts';
import { findChromium, launchChromium, mainThreadTasks, observedBy, openPage } from './browser.ts';
import { FakeMessageQueue } from './fake-message-queue.ts';
import { startGuiForTest } from './gui-for-test.ts';
import { stationsForTest } from './made-up-weather.ts';
import { WeatherPlayer } from './weather-player.ts';

// A browser beside other tests on few cores: what takes a second or two on a quiet machine takes ten there.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const chromium = findChromium();
let built: Awaited<ReturnType<typeof buildPage>>;
let pageFolder: string;

beforeAll(async () => {
  built = await buildPage();
  pageFolder = built.folder;
});

afterAll(() => built?.remove());

test('the scripts weigh at most 150 kB gzipped, and styles and scripts stand in files of their own', () => {
  const assets = readdirSync(join(pageFolder, 'assets'));
  const scripts = assets
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(pageFolder, 'assets', name)));
  const gzipped = scripts.reduce((sum, script) => sum + gzipSync(script).length, 0);
  expect(gzipped).toBeGreaterThan(10_000);
  expect(gzipped).toBeLessThanOrEqual(150_000);
  const html = readFileSync(join(pageFolder, 'index.html'), 'utf8');
  expect(html).not.toMatch(/<style|style=|<script(?![^>]*src=)/);
});

describe.skipIf(chromium === undefined)(
  `in Chromium${chromium === undefined ? ' (skipped: none found; set CHROMIUM_PATH)' : ''}`,
  () => {
    let browser: Browser;
    let gui: Awaited<ReturnType<typeof startGuiForTest>>;
    let queue: FakeMessageQueue;
    let player: WeatherPlayer;
    let playing: NodeJS.Timeout | undefined;

    beforeAll(async () => {
      browser = await launchChromium(chromium!);
    });
    afterAll(() => browser?.close());

    beforeEach(async () => {
      queue = new FakeMessageQueue();
      player = new WeatherPlayer(queue, stationsForTest(20));
      player.play(60);
      gui = await startGuiForTest({ queue, pageFolder });
    });
    afterEach(async () => {
      clearInterval(playing);
      await gui.stop();
    });

    async function openLive(options: BrowserContextOptions = {}) {
      const opened = await openPage(browser, gui.url, options);
      await opened.page.locator('.station-rows [role=row]').nth(19).waitFor();
      await opened.page.locator('.plot canvas').waitFor();
      return opened;
    }

    test('20 stations at 10 updates a second: no long task after load, no shift, no complaint', async () => {
      const { page, complaints, context } = await openLive();
      playing = setInterval(() => player.play(1), 100);
      await waitFor(async () => (await page.locator('.rate b').textContent())!.trim().length >= 3, {
        what: 'the rate to rise',
      });
      const { costs, crowding } = await mainThreadTasks(browser, () => page.waitForTimeout(6000));
      const { shifts, violations } = await observedBy(page);
      expect(costs.length).toBeGreaterThan(100);
      expect(costs.filter((cost) => cost > 50 * crowding)).toEqual([]);
      expect(shifts).toEqual([]);
      expect([...violations, ...complaints.console, ...complaints.foreignRequests]).toEqual([]);
      expect(await badge(page)).toBe('Live');
      await context.close();
    });

    test('it says when it is stale, and recovers by itself when message-queue is back', async () => {
      const { page, context } = await openLive();
      await queue.stop();
      await page.getByText(/^Stale since/).waitFor();
      await page
        .getByText(/message-queue .*; trying again/)
        .first()
        .waitFor();
      await queue.start();
      player.play(1);
      await page.locator('.badge-good').waitFor();
      expect(await badge(page)).toBe('Live');
      await context.close();
    });

    test('it reconnects by itself when its own server was restarted', async () => {
      const { page, context } = await openLive();
      const port = Number(new URL(gui.url).port);
      await gui.stopGui();
      await page.locator('.badge-text b', { hasText: 'Reconnecting' }).waitFor();
      gui = await startGuiForTest({ queue, pageFolder, port });
      player.play(1);
      await page.locator('.badge-good').waitFor();
      expect((await observedBy(page)).shifts).toEqual([]);
      await context.close();
    });

    test('the keyboard reaches stations, chart, map, tables and pause', async () => {
      const { page, context } = await openLive();
      await page.keyboard.press('Tab');
      await expect.poll(() => page.evaluate('document.activeElement.className')).toBe('skip');
      const selected = page.locator('.station-rows [aria-selected=true]');
      await selected.focus();
      const first = await selected.getAttribute('data-station');
      await page.keyboard.press('ArrowDown');
      await waitFor(async () => (await selected.getAttribute('data-station')) !== first);
      const name = await selected.locator('.cell-name').textContent();
      await page.getByRole('heading', { level: 2, name: name!.replace(/!.*/, '') }).waitFor();

      const chart = page.getByRole('slider');
      await chart.focus();
      const before = await chart.getAttribute('aria-valuetext');
      await page.keyboard.press('ArrowLeft');
      await waitFor(async () => (await chart.getAttribute('aria-valuetext')) !== before);
      expect(await chart.getAttribute('aria-valuetext')).toMatch(/observed .*v1 .*v2/);

      const marker = page.locator('.marker[aria-label^="Newark"]');
      await marker.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 2, name: 'Newark Liberty' }).waitFor();

      await page.getByRole('button', { name: 'Pause' }).focus();
      await page.keyboard.press('Space');
      await page.locator('.badge-text b', { hasText: 'Paused' }).waitFor();
      await page.keyboard.press('Space');
      await page.locator('.badge-text b', { hasText: /Live|Quiet/ }).waitFor();
      await context.close();
    });

    test('a table stands behind each chart', async () => {
      const { page, complaints, context } = await openLive();
      playing = setInterval(() => player.play(1), 500);
      await page.locator('.pod').first().waitFor();
      for (const title of ['Temperature, °C', 'Next 24 hours', 'Model error', 'Who served it', 'Anomalies']) {
        await page.getByRole('button', { name: `Table: ${title}` }).click();
        const table = page.getByRole('region', { name: `${title} as a table` }).getByRole('table');
        expect(await table.locator('tbody tr').count(), title).toBeGreaterThan(1);
        expect(await table.locator('thead th[scope=col]').count(), title).toBeGreaterThan(2);
      }
      expect(complaints.console).toEqual([]);
      await context.close();
    });

    test.each([
      ['dark', 1920],
      ['light', 1024],
      ['dark', 360],
      ['light', 360],
    ] as const)(
      '%s, %i pixels wide: nothing to scroll sideways, text stands out from its ground',
      async (colorScheme, width) => {
        const { page, complaints, context } = await openLive({ colorScheme, viewport: { width, height: 800 } });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        const worst = await page.evaluate<{ contrast: number; text: string }>('probes.worstContrast()');
        expect(worst.contrast, worst.text).toBeGreaterThanOrEqual(4.5);
        expect((await observedBy(page)).shifts).toEqual([]);
        expect(complaints.console).toEqual([]);
        await context.close();
      },
    );

    test('without any event it says what to do', async () => {
      await gui.stop();
      queue = new FakeMessageQueue();
      gui = await startGuiForTest({ queue, pageFolder });
      const { page, context } = await openPage(browser, gui.url);
      await page.getByText('No station yet. Start a simulation', { exact: false }).first().waitFor();
      expect((await observedBy(page)).shifts).toEqual([]);
      new WeatherPlayer(queue, stationsForTest(3)).play(3);
      await page.locator('.station-rows [role=row]').nth(2).waitFor();
      await page.locator('.outlook-mean').first().waitFor();
      expect((await observedBy(page)).shifts).toEqual([]);
      await context.close();
    });

    test('a simulation that cannot be started says why', async () => {
      const { page, context } = await openLive();
      await page.getByRole('button', { name: 'Start' }).click();
      await page.getByText('The simulation service cannot be reached. Is it running?').first().waitFor();
      expect(await page.locator('.simulation-failed').count()).toBe(1);
      await context.close();
    });
  },
);

const badge = (page: Page) => page.locator('.badge-text b').textContent();
