import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderOverview, renderReport } from '../src/report/html/render.ts';
import { readReport, writeReport } from '../src/report/report-file.ts';
import { hostileTexts, withHostileTexts } from './report-hostile.ts';
import { samplePhase, sampleReport } from './report-sample.ts';
import { control, inconclusive, notReproduced, reproduced } from './report-samples.ts';

const samples = [reproduced(), notReproduced(), inconclusive(), control()];
const overview = renderOverview(samples);
const single = renderReport(notReproduced());

/** Tags in the order in which they open and close, without what cannot be closed. */
function unbalanced(page: string): string[] {
  const open: string[] = [];
  const withoutStyle = page.replace(/<style>[^]*?<\/style>/, '');
  for (const [, closing, name = '', selfClosing] of withoutStyle.matchAll(/<(\/?)([a-z]\w*)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (selfClosing === '/' || ['meta', 'link'].includes(name)) continue;
    if (closing === '') open.push(name);
    else if (open.pop() !== name) return [`</${name}>`];
  }
  return open;
}

const tags = (text: string) => [...new Set(text.match(/<\/?[a-z]\w*/g))].toSorted();

/** Names of all attributes. */
const attributes = (page: string) =>
  new Set(page.match(/<[a-z][^<>]*>/g)!.flatMap((tag) => tag.replaceAll(/="[^"]*"/g, '').match(/\s[^\s<>/]+/g) ?? []));

const named = (name: string) => ({ ...reproduced(), lab: { ...reproduced().lab, name } });

const luminance = (hex: string) => {
  const [r, g, b] = [1, 3, 5]
    .map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
};

const contrast = (one: string, other: string) => {
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
};

const headings = (page: string) => [...page.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level));
const ids = (page: string) => [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!);

describe.each([
  ['an overview', overview],
  ['a single report', single],
])('%s', (_, page) => {
  test('is well formed, with one main, and landmarks', () => {
    expect(unbalanced(page)).toEqual([]);
    for (const landmark of ['header class="masthead"', 'main', 'footer'])
      expect(page.match(new RegExp(`<${landmark}[ >]`, 'g'))).toHaveLength(1);
    expect(page).toMatch(/^<!doctype html>\s*<html lang="en">/);
  });

  test('has one heading of the first level, and skips no level', () => {
    const levels = headings(page);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels[0]).toBe(1);
    for (const [index, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1);
  });

  test('names each thing once, and every reference leads somewhere', () => {
    const all = ids(page);
    expect(new Set(all).size).toBe(all.length);
    const references = [...page.matchAll(/ (?:aria-labelledby|aria-describedby)="([^"]*)"| href="#([^"]*)"/g)];
    expect(references.length).toBeGreaterThan(0);
    for (const [, id, anchor] of references) expect(all).toContain(id ?? anchor);
  });

  test('tables have captions and scopes', () => {
    const tables = page.match(/<table[^]*?<\/table>/g)!;
    expect(tables.length).toBeGreaterThan(5);
    for (const table of tables) {
      expect(table).toMatch(/<caption>[^<]+<\/caption>/);
      expect(table).not.toMatch(/<th(?! scope=)[ >]/);
    }
  });

  test('fetches nothing and runs nothing', () => {
    const loading = [...page.matchAll(/ (?:src|srcset|href|xlink:href|action|data|poster)="([^"]*)"/g)].map(
      ([, url]) => url,
    );
    expect(loading.filter((url) => !/^(#|data:image\/svg)/.test(url!))).toEqual([]);
    expect(page).not.toMatch(/<(script|iframe|object|embed|img|base|form)\b|@import|url\(| style="| on\w+="/);
  });

  test('admits by its policy its own style sheet alone', () => {
    const style = /<style>([^]*?)<\/style>/.exec(page)![1]!;
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;; img-src data:;`);
  });
});

test('a lab’s page answers all that a reader asks', () => {
  const text = single.replaceAll(/<style>[^]*?<\/style>|<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
  for (const said of [
    'Does a tenth of the traffic reach version 2',
    'not reproduced',
    'at most 2 of 10⁸ runs',
    '80/20 instead of 90/10; every tenth request to v2',
    '89 % / 11 % in Kiali',
    '0 of 2 000 requests at v2 again',
    'Subset v2 of machine-learning has no endpoints',
    'istioctl proxy-config endpoints',
    'exact binomial test',
    'proxies of machine-learning-v1 (3 pods)',
    '663 ms',
    '503 is no longer retried',
    'simple: ROUND_ROBIN',
    'Envoy 1.39.0',
    'cluster.outbound|3001||machine-learning-v1.upstream_rq_total',
    'hold. v2 forecasts better',
  ])
    expect(text).toContain(said);
});

test('a control that was caught is told as a success, in the overview and on its own page', () => {
  expect(overview).toContain('Would the checks notice a wrong setting?');
  expect(overview.match(/<article /g)).toHaveLength(3);
  const page = renderReport(control());
  expect(page).toContain('verdict tone-good');
  expect(page).toContain('The lab’s checks caught it, as they must.');
});

test('a control that was not caught is told as a fault, and has a page in the overview', () => {
  const missed = { ...control(), verdict: reproduced().verdict };
  expect(renderReport(missed)).toMatch(/verdict tone-bad[^]*did not catch it/);
  const page = renderOverview([control(), missed]);
  expect(page).toContain('2 wrong settings: 1 caught.');
  expect(page.match(/<article /g)).toHaveLength(1);
  expect(page).toMatch(/<a href="#round-robin-random">[^]*<h2 id="round-robin-random">Round robin, control: RANDOM/);
});

test('a rule that never became live has a page without traffic', () => {
  const { verdict, findings } = notReproduced();
  const page = renderReport(
    sampleReport({
      attempts: [],
      propagation: [],
      findings,
      verdict: { ...verdict, because: 'the rule never became live' },
    }),
  );
  expect(page).toContain('None was made.');
  expect(page).not.toContain('Three witnesses');
  expect(unbalanced(page)).toEqual([]);
});

test('further clients of a phase are witnesses of their own, on the page and in the file', () => {
  const report = reproduced();
  const [phase] = report.attempts[0]!.phases;
  const replica = { ...phase!.proxies[0]!.replica, name: 'lab-client-outside', hasProxy: false };
  phase!.further = [{ replica, load: samplePhase([0, 0, 0]).load }];
  expect(renderReport(report)).toMatch(/beside another client[^]*client lab-client-outside, k6[^]*no answer × 3/);
  expect(readReport(writeReport(report))).toEqual(report);
});

test('labs of the same name, or of one that can be no anchor, have anchors of their own', () => {
  const page = renderOverview(['round-robin', 'round-robin', 'main', '"><script>'].map(named));
  expect([...page.matchAll(/<h2 id="([^"]*)"/g)].map(([, id]) => id)).toEqual([
    'round-robin',
    'Lab-2',
    'Lab-3',
    'Lab-4',
  ]);
  expect(new Set(ids(page)).size).toBe(ids(page).length);
});

describe.each([...hostileTexts.entries()])('with hostile text %d in place of every text', (_, hostile) => {
  const reports = samples.map((report) => withHostileTexts(report, hostile));
  const page = renderOverview(reports);

  test('the page has the tags that it has otherwise', () => {
    expect(tags(page)).toEqual(tags(overview));
    expect(unbalanced(page)).toEqual([]);
    expect(headings(page)).toEqual(headings(overview));
  });

  test('and nothing is fetched, run or turned around', () => {
    expect([...attributes(page)].filter((name) => !attributes(overview).has(name))).toEqual([]);
    // oxlint-disable-next-line no-control-regex
    expect(page).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e]/);
    expect(page.isWellFormed()).toBe(true);
  });
});

describe('colours', () => {
  const css = readFileSync(new URL('../src/report/html/report.css', import.meta.url), 'utf8');
  const palette = Object.fromEntries(
    [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [
      name!,
      { light: light!, dark: dark! },
    ]),
  );
  const texts = ['text', 'muted', 'alarm', 'good', 'warn', 'accent'];
  const tones = [1, 2, 3, 4, 5, 6].map((tone) => `tone-${tone}`);

  test.each(['light', 'dark'] as const)('in the %s can be read on every ground', (scheme) => {
    const of = (name: string) => palette[name]![scheme];
    for (const name of texts)
      for (const ground of ['page', 'panel', 'raised'])
        expect(contrast(of(name), of(ground)), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    // The number of a lane stands on its tone in the colour of the panel.
    for (const tone of tones) expect(contrast(of('panel'), of(tone)), tone).toBeGreaterThanOrEqual(4.5);
  });

  test('can be read on paper, which is white', () => {
    for (const name of [...texts, ...tones])
      expect(contrast(palette[name]!.light, '#ffffff'), name).toBeGreaterThanOrEqual(4.5);
  });
});
