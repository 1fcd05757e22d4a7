import { type Markup, html } from '../html/markup.ts';
import { amount } from '../number-format.ts';
import type { CurveFigure } from '../figure.ts';
import { type Drawn, type Size, at, group, letterSize, letters, line, widths } from './drawing.ts';
import { shortened, widthOf } from './lettering.ts';
import { pointMark } from './point-mark.ts';
import { type Scale, scaleOver } from './scale.ts';

type Series = CurveFigure['series'][number];
type Bounds = CurveFigure['bounds'][number];

const top = 28;
const heights: Record<Size, number> = { wide: 270, narrow: 210 };
/** Tones that the style sheet has. */
const tones = 6;

interface Axes {
  x: Scale;
  y: Scale;
  left: number;
  right: number;
  bottom: number;
}

/** Lines through points, each with a mark of its own, over the areas that the bounds allow. */
export function drawCurve(figure: CurveFigure, size: Size): Drawn {
  const axes = axesOf(figure, size);
  return {
    height: axes.bottom + 40,
    body: [
      ...drawAxes(figure, axes, size),
      ...figure.bounds.map((bounds, index) => area(bounds, axes, index)),
      ...figure.series.map((series, index) => curve(series, axes, index)),
    ],
    tells: `${figure.says} ${figure.series.map((series) => tell(series, figure)).join('; ')}.`,
  };
}

/** Of the series at this place: its colour, its dashes and its mark go together. */
export const curveTone = (index: number) => `tone-${(index % tones) + 1}`;

function axesOf({ series, bounds }: CurveFigure, size: Size): Axes {
  const drawn = series.flatMap(({ points }) => points);
  const allowed = bounds.flatMap(({ points }) => points);
  const bottom = top + heights[size];
  const y = scaleOver(
    [0, ...drawn.map((point) => point.y), ...allowed.flatMap(({ low, high }) => [low, high])],
    bottom,
    top,
  );
  const left = Math.max(...y.ticks.map((tick) => widthOf(amount(tick), letterSize))) + 12;
  const right = widths[size] - 14;
  const columns = [...drawn, ...allowed].map(({ x }) => x);
  const x = scaleOver(columns.length > 0 ? columns : [0], left, right, size === 'wide' ? 8 : 4);
  return { x, y, left, right, bottom };
}

const drawAxes = ({ x: across, y: up }: CurveFigure, { x, y, left, right, bottom }: Axes, size: Size): Markup[] => [
  letters(0, 13, shortened(up, widths[size], letterSize), { className: 'tick' }),
  ...y.ticks.flatMap((tick) => [
    line(left, y(tick), right, y(tick), tick === 0 ? 'axis' : 'grid'),
    letters(left - 8, y(tick) + 4.5, amount(tick), { anchor: 'end', className: 'tick' }),
  ]),
  ...x.ticks.map((tick) => letters(x(tick), bottom + 18, amount(tick), { anchor: 'middle', className: 'tick' })),
  letters((left + right) / 2, bottom + 36, shortened(across, right - left, letterSize), {
    anchor: 'middle',
    className: 'tick',
  }),
];

function area({ label, points }: Bounds, { x, y }: Axes, index: number): Markup {
  const ordered = points.toSorted((a, b) => a.x - b.x);
  const upper = ordered.map((point) => `${at(x(point.x))},${at(y(point.high))}`);
  const lower = ordered.map((point) => `${at(x(point.x))},${at(y(point.low))}`).toReversed();
  const corners = [...upper, ...lower].join(' ');
  return group(label, [html`<polygon points="${corners}" class="bounds bounds-${(index % 2) + 1}" />`]);
}

function curve({ label, points }: Series, { x, y }: Axes, index: number): Markup {
  const places = points.toSorted((a, b) => a.x - b.x).map((point) => [x(point.x), y(point.y)] as const);
  // With hundreds of points the marks would hide the line.
  const every = Math.max(1, Math.ceil(places.length / 30));
  const marks = places.filter((_, place) => place % every === 0).map(([left, up]) => pointMark(index, left, up));
  const joined = places.map((place) => place.map(at).join(',')).join(' ');
  const drawn = html`<polyline points="${joined}" class="curve dash-${index % 4}" />`;
  return group(label, [drawn, marks], curveTone(index));
}

function tell({ label, points }: Series, { x, y }: CurveFigure): string {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return `${label}: no points`;
  return `${label}: ${y} from ${amount(first.y)} at ${x} ${amount(first.x)} to ${amount(last.y)} at ${amount(last.x)}`;
}
