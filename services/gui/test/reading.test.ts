import { waitFor } from '@weather/service-kit/testing';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { buildPage } from './built-page.ts';
import { findChromium, launchChromium, observedBy, openPage, tableOf } from './browser.ts';
import { FakeMessageQueue } from './fake-message-queue.ts';
import { startGuiForTest } from './gui-for-test.ts';
import { stationsForTest } from './made-up-weather.ts';
import { WeatherPlayer } from './weather-player.ts';

// A browser beside other tests on few cores: what takes a second or two on a quiet machine takes ten there.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const chromium = findChromium();

describe.skipIf(chromium === undefined)(
  `what a person does with the page${chromium === undefined ? ' (skipped: no Chromium found; set CHROMIUM_PATH)' : ''}`,
  () => {
    let built: Awaited<ReturnType<typeof buildPage>>;
    let browser: Browser;
    let gui: Awaited<ReturnType<typeof startGuiForTest>>;
    let player: WeatherPlayer;

    beforeAll(async () => {
      built = await buildPage();
      browser = await launchChromium(chromium!);
    });
    afterAll(async () => {
      await browser?.close();
      built?.remove();
    });

    beforeEach(async () => {
      const queue = new FakeMessageQueue();
      player = new WeatherPlayer(queue, stationsForTest(12));
      player.play(60);
      gui = await startGuiForTest({ queue, pageFolder: built.folder });
    });
    afterEach(() => gui.stop());

    async function openLive(options: BrowserContextOptions = {}) {
      const opened = await openPage(browser, gui.url, options);
      await opened.page.locator('.station-rows [role=row]').nth(11).waitFor();
      await opened.page.locator('.plot canvas').waitFor();
      return opened;
    }

    test('one movement of the mouse reads the hour that it points at, and leaving the chart ends it', async () => {
      const { page, context } = await openLive();
      const [now, box] = [await readTime(page), (await page.locator('.plot .u-over').boundingBox())!];
      await page.mouse.move(box.x + box.width / 3, box.y + 50);
      // 48 hours past and 24 to come: a third of the way is 24 hours ago.
      const [, day, hour] = /(\d+) Jul (.*)/.exec(now)!;
      await expect.poll(() => readTime(page)).toContain(`${Number(day) - 1} Jul ${hour}`);
      await page.mouse.move(box.x - 200, box.y - 100);
      await expect.poll(() => readTime(page)).toBe(now);
      await context.close();
    });

    test('a tap reads the hour that was tapped, and it stays after the finger is lifted', async () => {
      const { page, context } = await openLive({ hasTouch: true, viewport: { width: 360, height: 800 } });
      const now = await readTime(page);
      await page.locator('.plot .u-over').scrollIntoViewIfNeeded();
      const box = (await page.locator('.plot .u-over').boundingBox())!;
      await page.touchscreen.tap(box.x + box.width / 3, box.y + 50);
      const [, day, hour] = /(\d+) Jul (.*)/.exec(now)!;
      await expect.poll(() => readTime(page)).toContain(`${Number(day) - 1} Jul ${hour}`);
      await context.close();
    });

    test('another station that is chosen while paused is shown as it was then', async () => {
      const { page, context } = await openLive();
      await page.getByRole('button', { name: 'Pause' }).click();
      const now = await readTime(page);
      player.play(9);
      await waitFor(
        async () => (await gui.app.inject('/api/v1/stations/LGA/history')).json().observations.length === 69,
      );
      await page.locator('.station-row[data-station=LGA]').click();
      await page.getByRole('slider', { name: 'Temperature of La Guardia' }).waitFor();
      const observed = await waitFor(async () => {
        const rows = await tableOf(page, 'Temperature, °C');
        const read = rows.filter((row) => /\d$/.test(row.split('\t')[1]!.trim()));
        return read.length > 40 && read;
      });
      expect(observed[0]).toContain(now);
      await context.close();
    });

    test('the map is one stop for the Tab key, arrows go from station to station', async () => {
      const { page, context } = await openLive();
      await expect.poll(() => page.locator('.marker[tabindex="0"]').count()).toBe(1);
      const checked = page.locator('.marker[aria-checked=true]');
      await checked.focus();
      const before = await checked.getAttribute('data-station');
      await page.keyboard.press('ArrowLeft');
      await waitFor(async () => (await checked.getAttribute('data-station')) !== before);
      expect(await page.evaluate('document.activeElement.dataset.station')).toBe(
        await checked.getAttribute('data-station'),
      );
      await context.close();
    });

    test('a heading says in which direction it sorts, and the first click on the colours is seen', async () => {
      const { page, context } = await openLive({ colorScheme: 'dark' });
      const heading = page.getByRole('columnheader', { name: 'Temperature in °C' });
      await heading.getByRole('button').click();
      await expect.poll(() => heading.getAttribute('aria-sort')).toBe('descending');
      await heading.getByRole('button').click();
      await expect.poll(() => heading.getAttribute('aria-sort')).toBe('ascending');
      const ground = () => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
      const dark = await ground();
      await page.getByRole('button', { name: 'Colours: auto' }).click();
      await expect.poll(ground).not.toBe(dark);
      await context.close();
    });

    test('a station that cannot be replayed is told before anything is started', async () => {
      const { page, context } = await openLive();
      const panel = page.getByRole('region', { name: 'Simulations', exact: true });
      await panel.getByLabel('Source').selectOption('replay');
      await panel.getByRole('textbox', { name: 'Stations' }).fill('JFK,XXX');
      await panel.getByRole('button', { name: 'Start' }).click();
      await panel.getByText('No station “XXX” to replay; there are EWR, JFK, LGA.').waitFor();
      expect(await panel.locator('.simulation').count()).toBe(0);
      await context.close();
    });

    test.each([
      [1280, 800, 948],
      [1366, 768, 948],
      [1500, 950, 950],
    ])('%i × %i: what stands out is not cut off', async (width, height, most) => {
      const { page, context } = await openLive({ viewport: { width, height } });
      const cut = await page.evaluate<string[]>(
        `[...document.querySelectorAll('.now h2, .now-place p, .outlook-cell, .name, .legend, .readout, .masthead *, .panel-aside')]
          .filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1)
          .map((e) => e.className + ': ' + e.textContent)`,
      );
      expect(cut).toEqual([]);
      const [hero, name] = [page.locator('.panel-now'), page.locator('.now h2')].map((part) => part.boundingBox());
      expect((await name)!.y).toBeGreaterThan((await hero)!.y);
      expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThanOrEqual(most);
      expect((await observedBy(page)).shifts).toEqual([]);
      await context.close();
    });

    test('320 pixels wide: title and buttons stand beside each other', async () => {
      const { page, context } = await openLive({ viewport: { width: 320, height: 700 } });
      const title = (await page.getByRole('heading', { level: 1 }).boundingBox())!;
      const pause = (await page.getByRole('button', { name: 'Pause' }).boundingBox())!;
      expect(await page.evaluate<number>("document.querySelector('h1').scrollWidth")).toBeLessThanOrEqual(title.width);
      expect(title.x + title.width).toBeLessThanOrEqual(pause.x);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
      await context.close();
    });
  },
);

const readTime = async (page: Page) => (await page.locator('.readout-time').textContent())!;
