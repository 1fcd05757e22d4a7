import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, launchChromium, openPage } from '../../services/gui/test/browser.ts';
import { renderOverview } from '../src/report/html/render.ts';
import { hostileTexts, withHostileTexts } from './report-hostile.ts';
import { control, inconclusive, notReproduced, reproduced } from './report-samples.ts';

const chromium = findChromium();
const skipped = chromium === undefined ? ' (skipped: no Chromium found; set CHROMIUM_PATH)' : '';
const samples = [reproduced(), notReproduced(), inconclusive(), control()];

// On a busy machine a page takes Chromium seconds, and some of these tests open many.
describe.skipIf(chromium === undefined)(`the report in Chromium${skipped}`, { timeout: 120_000 }, () => {
  let browser: Awaited<ReturnType<typeof launchChromium>>;
  let folder: string;

  beforeAll(async () => {
    browser = await launchChromium(chromium!);
    folder = mkdtempSync(join(tmpdir(), 'lab-report-'));
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const shown = (reports = samples, options: Parameters<typeof openPage>[2] = {}) => {
    const file = join(folder, 'report.html');
    writeFileSync(file, renderOverview(reports));
    return openPage(browser, pathToFileURL(file).href, options);
  };

  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 768],
    ['dark', 360],
  ] as const)(
    '%s, %d px wide: nothing is complained about, fetched or wider than the window',
    async (colorScheme, width) => {
      const { page, complaints, context } = await shown(samples, { colorScheme, viewport: { width, height: 800 } });
      for (const details of await page.locator('details > summary').all()) await details.click();
      expect(await page.evaluate(overflow)).toBe(0);
      expect(complaints).toEqual({ console: [], foreignRequests: [] });
      expect(await page.getByRole('img').count()).toBe(samples.flatMap(({ figures }) => figures).length);
      await context.close();
    },
  );

  test('on a phone tables are still tables, and a lab is a step away', async () => {
    const { page, context } = await shown(samples, { viewport: { width: 360, height: 740 } });
    const labs = page.getByRole('table', { name: /Each lab.s outcome/ });
    expect(await labs.getByRole('row').count()).toBe(4);
    await labs.getByRole('link', { name: 'Canary release' }).click();
    await expect
      .poll(() => page.evaluate('document.querySelector("#canary").getBoundingClientRect().top'), { timeout: 30_000 })
      .toBeLessThan(200);
    await context.close();
  });

  test('texts that try to break out do nothing', async () => {
    for (const hostile of hostileTexts) {
      const reports = samples.map((report) => withHostileTexts(report, hostile));
      const { page, complaints, context } = await shown(reports, { viewport: { width: 360, height: 740 } });
      expect(complaints).toEqual({ console: [], foreignRequests: [] });
      expect(await page.evaluate(overflow)).toBe(0);
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      await context.close();
    }
  });

  test('on paper there is one page for the overview and one for each lab', async () => {
    const { page, context } = await shown();
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1 + 3);
    await context.close();
  });
});
