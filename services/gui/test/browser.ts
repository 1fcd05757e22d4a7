import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** The machine's Chromium: CHROMIUM_PATH, or the first of the usual names on the PATH. */
export function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = [
    process.env['CHROMIUM_PATH'],
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
  ];
  return candidates.find((candidate) => candidate !== undefined && candidate !== '' && isExecutable(candidate));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: flags });

/** What went wrong on a page, collected from its first moment on. */
export type Complaints = { console: string[]; foreignRequests: string[] };

/** Opens the page in a window of its own and watches it. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: Complaints = { console: [], foreignRequests: [] };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.console.push(message.text());
  });
  page.on('pageerror', (error) => complaints.console.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) complaints.foreignRequests.push(request.url());
  });
  await page.addInitScript({ path: join(import.meta.dirname, 'page-probes.js') });
  await page.goto(url);
  return { page, complaints, context };
}

/** The rows of a panel's table, as texts. */
export async function tableOf(page: Page, panel: string): Promise<string[]> {
  const region = page.getByRole('region', { name: panel, exact: true });
  const button = region.getByRole('button', { name: `Table: ${panel}` });
  if ((await button.getAttribute('aria-expanded')) !== 'true')
    await button.click({ timeout: 2000 }).catch(() => undefined);
  return region.locator('tbody tr').allInnerTexts();
}

/** Layout shifts and refused loads since the page was opened. */
export const observedBy = (page: Page) =>
  page.evaluate<{ shifts: { value: number; nodes: string[] }[]; violations: string[] }>(
    '({ shifts: probes.shifts, violations: probes.violations })',
  );

type TraceEvent = { name: string; pid: number; tid: number; dur?: number; tdur?: number; args: { name?: string } };

/**
 * Runs `during` and returns what each task of the page's main thread cost, in ms of processor time. Processor time rather
 * than the clock's: on a busy machine a task that was interrupted looks long and is not. There it costs more as well,
 * because others use the same caches and cores: `crowding` is how many times as long as their cost the tasks took, at most
 * three, as no more becomes of the cost.
 */
export async function mainThreadTasks(browser: Browser, during: () => Promise<unknown>) {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', '__metadata'] },
  });
  await during();
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const isMainName = ({ name, args }: TraceEvent) => name === 'thread_name' && args.name === 'CrRendererMain';
  const mainThreads = new Set(events.filter(isMainName).map(threadOf));
  const tasks = events.filter((event) => event.name.endsWith('RunTask') && mainThreads.has(threadOf(event)));
  const total = (of: 'dur' | 'tdur') => tasks.reduce((sum, { [of]: microseconds = 0 }) => sum + microseconds, 0);
  return {
    costs: tasks.map(({ tdur = 0 }) => tdur / 1000),
    crowding: Math.min(3, Math.max(1, total('dur') / total('tdur'))),
  };
}
