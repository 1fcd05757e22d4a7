import type { Markup } from '../html/markup.ts';
import { amount } from '../number-format.ts';
import type { BarsFigure } from '../figure.ts';
import { type Drawn, type Size, box, diamond, group, letterSize, letters, line, widths } from './drawing.ts';
import { shortened, widthOf } from './lettering.ts';
import { type Scale, scaleOver } from './scale.ts';

type Bar = BarsFigure['bars'][number];

/** Where one bar stands: in the narrow drawing its label is above it, else to its left. */
interface Layout {
  left: number;
  right: number;
  width: number;
  step: number;
  /** From the top of a bar's row to the middle of the bar. */
  middle: number;
}

const top = 6;
const axisHeight = 40;

/** Bars that lie, each with the region that the law allows and the source's mark. */
export function drawBars(figure: BarsFigure, size: Size): Drawn {
  const layout = layOut(figure.bars, size);
  const bottom = top + figure.bars.length * layout.step + 4;
  const ends = figure.bars.flatMap(({ value, low, high, source }) => [value, low ?? 0, high ?? 0, source ?? 0]);
  const scale = scaleOver([0, ...ends], layout.left, layout.right, size === 'wide' ? 6 : 4);
  return {
    height: bottom + axisHeight,
    body: [
      ...axis(scale, bottom, figure.unit, layout),
      ...figure.bars.map((bar, row) => drawBar(bar, row, scale, layout)),
    ],
    tells: `${figure.says} ${figure.bars.map(tell).join('; ')}. Unit: ${figure.unit}.`,
  };
}

/** Whether the law forbids the bar's value. */
export const isOutside = ({ value, low = -Infinity, high = Infinity }: Bar) => value < low || value > high;

/** The allowed region in words. */
export function allowed({ low, high }: Bar): string {
  if (low === undefined) return high === undefined ? '' : `at most ${amount(high)}`;
  if (high === undefined) return `at least ${amount(low)}`;
  return low === high ? `exactly ${amount(low)}` : `${amount(low)} to ${amount(high)}`;
}

function layOut(bars: readonly Bar[], size: Size): Layout {
  const width = widths[size];
  const values = Math.max(...bars.map(({ value }) => widthOf(`✗ ${amount(value)}`, letterSize)));
  const labels = Math.max(...bars.map(({ label }) => widthOf(label, letterSize)));
  const right = width - values - 14;
  return size === 'wide'
    ? { left: Math.min(230, labels) + 14, right, width, step: 38, middle: 19 }
    : { left: 6, right, width, step: 52, middle: 35 };
}

function drawBar(bar: Bar, row: number, scale: Scale, { left, right, width, step, middle }: Layout): Markup {
  const y = top + row * step + middle;
  const zero = scale(0);
  const end = scale(bar.value);
  const isBeside = middle === step / 2;
  const label = shortened(bar.label, isBeside ? left - 14 : width, letterSize);
  const outside = isOutside(bar);
  const parts = [
    isBeside ? letters(0, y + 4.5, label) : letters(0, y - 18, label),
    allowedBox(bar, y, scale, right),
    box(Math.min(zero, end), y - 7, Math.abs(end - zero), 14, outside ? 'bar outside' : 'bar'),
    bar.source === undefined ? undefined : diamond(scale(bar.source), y, 6.5, 'source-mark'),
    letters(width, y + 4.5, `${outside ? '✗ ' : ''}${amount(bar.value)}`, { anchor: 'end', className: 'value' }),
  ];
  return group(tell(bar), parts);
}

function allowedBox({ low, high }: Bar, y: number, scale: Scale, right: number): Markup | undefined {
  if (low === undefined && high === undefined) return undefined;
  const from = low === undefined ? scale(scale.ticks[0]!) : scale(low);
  const to = high === undefined ? right : scale(high);
  // A region of a single value is still to be seen.
  return box(from - 1, y - 13, to - from + 2, 26, 'allowed');
}

const axis = (scale: Scale, bottom: number, unit: string, { left, right }: Layout): Markup[] => [
  ...scale.ticks.flatMap((tick) => [
    line(scale(tick), top, scale(tick), bottom, tick === 0 ? 'axis' : 'grid'),
    letters(scale(tick), bottom + 16, amount(tick), { anchor: 'middle', className: 'tick' }),
  ]),
  letters((left + right) / 2, bottom + 34, shortened(unit, right - left, letterSize), {
    anchor: 'middle',
    className: 'tick',
  }),
];

function tell(bar: Bar): string {
  const region = allowed(bar);
  const source = bar.source === undefined ? '' : `, source ${amount(bar.source)}`;
  return `${bar.label}: ${amount(bar.value)}${region === '' ? '' : `, allowed ${region}`}${source}`;
}
