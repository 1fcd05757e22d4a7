import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BarsFigure, Figure, OrderFigure } from '../src/report/figure.ts';
import { type Size, widths } from '../src/report/figures/drawing.ts';
import { draw, figureMarkup } from '../src/report/figures/figure-markup.ts';
import { scaleOver } from '../src/report/figures/scale.ts';
import { html } from '../src/report/html/markup.ts';
import { inconclusive, notReproduced, reproduced } from './report-samples.ts';

const sizes: Size[] = ['wide', 'narrow'];
const drawnAs = (figure: Figure, size: Size) => html`${draw(figure, size).body}`.text;

/** Attributes of each element of a kind that has the class. */
function elements(markup: string, tag: string, className: string): Record<string, number>[] {
  const found = [...markup.matchAll(new RegExp(`<${tag}\\s([^>]*)class="${className}"`, 'g'))];
  return found.map(([, attributes = '']) =>
    Object.fromEntries(
      [...attributes.matchAll(/(\w+)="(-?[\d.]+)"/g)].map(([, name, value]) => [name!, Number(value)]),
    ),
  );
}

describe('a scale', () => {
  test.each([
    [
      [0, 254],
      [0, 100, 200, 300],
    ],
    [
      [0, 0.3],
      [0, 0.1, 0.2, 0.3],
    ],
    [
      [-3, 4],
      [-4, -2, 0, 2, 4],
    ],
    [
      [0, 0],
      [0, 0.2, 0.4, 0.6, 0.8, 1],
    ],
    [
      [5, 5],
      [0, 1, 2, 3, 4, 5],
    ],
  ])('of %j has round ticks', (values, ticks) => {
    expect(scaleOver(values, 0, 100).ticks).toEqual(ticks);
  });

  test('holds every value, in order, with few round ticks', () => {
    const value = fc.double({ noNaN: true, min: -1e9, max: 1e9 }).filter((n) => n === 0 || Math.abs(n) > 1e-6);
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const scale = scaleOver(values, 10, 110);
        expect(scale.ticks.length).toBeLessThanOrEqual(9);
        expect(scale.ticks).toEqual(scale.ticks.toSorted((a, b) => a - b));
        for (const one of values) {
          expect(scale(one)).toBeGreaterThanOrEqual(10 - 1e-6);
          expect(scale(one)).toBeLessThanOrEqual(110 + 1e-6);
        }
      }),
    );
  });
});

const bars: BarsFigure = {
  kind: 'bars',
  title: 'Shares',
  says: 'Nine of ten.',
  unit: '%',
  bars: [
    { label: 'v1', value: 89, low: 87.3, high: 92.5, source: 89 },
    { label: 'v2', value: 20, low: 7.5, high: 12.7, source: 11 },
    { label: 'unbound', value: 5 },
    { label: 'no more than', value: 5, high: 30 },
  ],
};

describe.each(sizes)('bars, %s', (size) => {
  const markup = drawnAs(bars, size);

  test('lie within the allowed region that they are within, and end at the source that they equal', () => {
    const [region] = elements(markup, 'rect', 'allowed');
    const [bar] = elements(markup, 'rect', 'bar');
    const end = bar!['x']! + bar!['width']!;
    expect(end).toBeGreaterThan(region!['x']!);
    expect(end).toBeLessThan(region!['x']! + region!['width']!);
    expect(markup).toMatch(new RegExp(`<path\\s+d="M${Number(end.toFixed(2))} `));
  });

  test('stay within the drawing, and those outside of their region are marked', () => {
    expect(elements(markup, 'rect', 'allowed')).toHaveLength(3);
    for (const { x, width } of elements(markup, 'rect', 'allowed')) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x! + width!).toBeLessThanOrEqual(widths[size]);
    }
    expect(elements(markup, 'rect', 'bar outside')).toHaveLength(1);
    expect(markup).toContain('✗ 20');
  });
});

test('an order has one cell for each request, in its lane, as many as fit', () => {
  const order: OrderFigure = {
    kind: 'order',
    title: 'Order',
    says: 'In turn.',
    lanes: ['a', 'b', 'c'],
    rows: [{ label: 'client', picks: Array.from({ length: 500 }, (_, index) => index % 3) }],
  };
  for (const size of sizes) {
    const markup = drawnAs(order, size);
    const lanes = [1, 2, 3].map((tone) => elements(markup, 'rect', `tone-${tone}`));
    const shown = lanes.flat().length;
    expect(shown).toBeGreaterThan(15);
    expect(markup).toContain(`first ${shown} of 500 requests`);
    const [first, second] = lanes[0]!;
    expect(second!['x']! - first!['x']!).toBeCloseTo(3 * (lanes[1]![0]!['x']! - first!['x']!), 1);
    expect(new Set(lanes.map(([cell]) => cell!['y'])).size).toBe(3);
  }
});

test('answers that come together become one stroke, and marks are told apart', () => {
  const at = Array.from({ length: 5000 }, (_, index) => ({ at: (index % 10) * 2, status: '429' }));
  const markup = drawnAs(
    {
      kind: 'timeline',
      title: 'Answers',
      says: 'Refused.',
      series: [{ label: 'one', answers: at }],
      marks: [1, 1.1, 1.2].map((time) => ({ at: time, label: `mark at ${time}` })),
    },
    'wide',
  );
  expect(elements(markup, 'rect', 'stroke refused')).toHaveLength(10);
  const heights = [...markup.matchAll(/<text\s+x="[\d.]+"\s+y="([\d.]+)"[^>]*class="mark-label"/g)].map(([, y]) => y);
  expect(new Set(heights).size).toBe(3);
});

const number = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
const text = fc.oneof(fc.string({ maxLength: 60 }), fc.constantFrom('429 RL', '200', '<b>', ''));
const common = { title: text, says: text };
const point = fc.record({ x: number, y: number });
const anyFigure: fc.Arbitrary<Figure> = fc.oneof(
  fc.record({
    ...common,
    kind: fc.constant('bars' as const),
    unit: text,
    bars: fc.array(
      fc.record(
        { label: text, value: number, low: number, high: number, source: number },
        { requiredKeys: ['label', 'value'] },
      ),
    ),
  }) as fc.Arbitrary<Figure>,
  fc.record({
    ...common,
    kind: fc.constant('order' as const),
    lanes: fc.array(text, { minLength: 1, maxLength: 9 }),
    rows: fc.array(fc.record({ label: text, picks: fc.array(fc.nat(8), { maxLength: 300 }) })),
  }),
  fc.record({
    ...common,
    kind: fc.constant('timeline' as const),
    series: fc.array(fc.record({ label: text, answers: fc.array(fc.record({ at: number, status: text })) })),
    marks: fc.array(fc.record({ at: number, label: text })),
  }),
  fc.record({
    ...common,
    kind: fc.constant('curve' as const),
    x: text,
    y: text,
    series: fc.array(fc.record({ label: text, points: fc.array(point) })),
    bounds: fc.array(fc.record({ label: text, points: fc.array(fc.record({ x: number, low: number, high: number })) })),
  }),
);

test('whatever the figure, its drawing has only finite coordinates and its numbers stand in a table', () => {
  fc.assert(
    fc.property(anyFigure, (figure) => {
      const { text: markup } = figureMarkup(figure, 'one');
      expect(markup).not.toMatch(
        /NaN|Infinity|undefined/.exec(JSON.stringify(figure)) === null ? /NaN|Infinity|undefined/ : /$^/,
      );
      expect(markup).toMatch(/<table|nothing to draw/);
    }),
    { numRuns: 300 },
  );
});

test.each([5e-324, 1e-310, -5e-324])('a bar that ends at %d has a place, too', (high) => {
  const bar = { label: 'a', value: 0, low: Math.min(0, high), high: Math.max(0, high) };
  const { text: markup } = figureMarkup({ kind: 'bars', title: 'a', says: 'a', unit: '', bars: [bar] }, 'one');
  expect(markup).not.toMatch(/NaN|Infinity/);
});

test('every figure of the samples is named, described and told apart by id', () => {
  const figures = [reproduced(), notReproduced(), inconclusive()].flatMap((report) => report.figures);
  for (const [index, figure] of figures.entries()) {
    const { text: markup } = figureMarkup(figure, `figure-${index}`);
    expect(markup.match(/<svg\s+class="(wide|narrow)"\s+role="img"/g)).toHaveLength(2);
    for (const size of sizes) {
      expect(markup).toContain(`<title id="figure-${index}-${size}-t">${figure.title}</title>`);
      expect(markup).toContain(`<desc id="figure-${index}-${size}-d">`);
    }
    expect(markup).toMatch(/<details>\s*<summary>Numbers/);
  }
});
