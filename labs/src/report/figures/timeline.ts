import type { Markup } from '../html/markup.ts';
import { amount } from '../number-format.ts';
import type { TimelineFigure } from '../figure.ts';
import { type Drawn, type Size, box, group, letterSize, letters, line, widths } from './drawing.ts';
import { shortened, widthOf } from './lettering.ts';
import { type Scale, scaleOver } from './scale.ts';
import { statusTone } from './status-tone.ts';

type Series = TimelineFigure['series'][number];

const laneHeight = 26;
const titleHeight = 24;
const markHeight = 18;
/** Answers that fall on the same point of the drawing become one stroke, the higher the more they are. */
const binWidth = 1;

/** A lane for each kind of answer of each series, and a stroke where answers came. */
export function drawTimeline(figure: TimelineFigure, size: Size): Drawn {
  const left = gutterOf(figure, size);
  const right = widths[size] - 12;
  const times = [
    0,
    ...figure.marks.map(({ at }) => at),
    ...figure.series.flatMap(({ answers }) => answers.map(({ at }) => at)),
  ];
  const scale = scaleOver(times, left, right, size === 'wide' ? 8 : 4);
  const marks = drawMarks(figure, scale, size);
  let y = marks.height;
  const lanes = figure.series.map((series) => {
    const drawn = drawSeries(series, scale, y, left);
    y += drawn.height;
    return drawn.body;
  });
  const axis = scale.ticks.flatMap((tick) => [
    line(scale(tick), marks.height + titleHeight, scale(tick), y, 'grid'),
    letters(scale(tick), y + 16, amount(tick), { anchor: 'middle', className: 'tick' }),
  ]);
  const unit = letters((left + right) / 2, y + 34, 'seconds', { anchor: 'middle', className: 'tick' });
  return {
    height: y + 40,
    body: [
      ...axis,
      unit,
      ...lanes,
      ...figure.marks.map(({ at }) => line(scale(at), marks.height, scale(at), y, 'mark-line')),
      ...marks.body,
    ],
    tells: `${figure.says} ${figure.series.map(tell).join('; ')}.${figure.marks.map(({ at, label }) => ` ${label} at ${amount(at)} s.`).join('')}`,
  };
}

/** Statuses of a series with their counts, in the order of the codes. */
export const statusCounts = ({ answers }: Series): [status: string, count: number][] =>
  [...Map.groupBy(answers, ({ status }) => status)]
    .map(([status, same]): [string, number] => [status, same.length])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));

const laneLabel = (status: string, count: number) => `${status} × ${amount(count)}`;

function gutterOf({ series }: TimelineFigure, size: Size): number {
  const labels = series.flatMap((one) =>
    statusCounts(one).map(([status, count]) => widthOf(laneLabel(status, count), letterSize)),
  );
  return Math.min(size === 'wide' ? 200 : 120, Math.max(40, ...labels)) + 14;
}

function drawSeries(series: Series, scale: Scale, top: number, left: number): { height: number; body: Markup } {
  const counts = statusCounts(series);
  const width = scale(scale.ticks.at(-1)!);
  const lanes = counts.map(([status, count], index) => {
    const y = top + titleHeight + index * laneHeight;
    const label = letters(
      left - 10,
      y + laneHeight / 2 + 4.5,
      shortened(laneLabel(status, count), left - 10, letterSize),
      {
        anchor: 'end',
      },
    );
    const times = series.answers.filter((answer) => answer.status === status).map(({ at }) => scale(at));
    return [
      label,
      line(left, y + laneHeight - 3, width, y + laneHeight - 3, 'grid'),
      strokes(times, y, statusTone(status)),
    ];
  });
  return {
    height: titleHeight + counts.length * laneHeight + 6,
    body: group(series.label, [
      letters(0, top + 16, shortened(series.label, width, letterSize), { className: 'row-label' }),
      lanes,
    ]),
  };
}

function strokes(places: readonly number[], y: number, tone: string): Markup[] {
  const bins = [...Map.groupBy(places, (place) => Math.round(place / binWidth) * binWidth)].map(
    ([place, together]) => [place, together.length] as const,
  );
  const most = bins.reduce((count, [, together]) => Math.max(count, together), 1);
  return bins.map(([place, together]) => {
    const height = (laneHeight - 6) * (0.35 + 0.65 * (together / most));
    return box(place - 1.25, y + laneHeight - 3 - height, 2.5, height, `stroke ${tone}`);
  });
}

/** Labels above the lanes, in as many lines as keep them apart. */
function drawMarks({ marks }: TimelineFigure, scale: Scale, size: Size): { height: number; body: Markup[] } {
  const width = widths[size];
  const lineEnds: number[] = [];
  const body = marks
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, label }) => {
      const text = shortened(`▾ ${label}`, width, letterSize);
      const x = Math.max(0, Math.min(scale(at) - 4, width - widthOf(text, letterSize)));
      const free = lineEnds.findIndex((end) => end < x);
      const row = free === -1 ? lineEnds.length : free;
      lineEnds[row] = x + widthOf(text, letterSize) + 8;
      return letters(x, row * markHeight + 13, text, { className: 'mark-label' });
    });
  return { height: lineEnds.length * markHeight, body };
}

const tell = (series: Series) =>
  `${series.label}: ${statusCounts(series)
    .map(([status, count]) => laneLabel(status, count))
    .join(', ')}`;
