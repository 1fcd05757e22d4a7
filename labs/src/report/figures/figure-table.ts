import type { BarsFigure, CurveFigure, Figure, OrderFigure, TimelineFigure } from '../figure.ts';
import { type Table, tableMarkup } from '../html/table.ts';
import { amount } from '../number-format.ts';
import { allowed } from './bars.ts';
import { orderInWords } from './order.ts';
import { statusCounts } from './timeline.ts';

/** A figure's numbers, for those who read rather than see, or want them exactly. */
export const figureTable = (figure: Figure) => tableMarkup(contentOf(figure));

function contentOf(figure: Figure): Table {
  if (figure.kind === 'bars') return barsTable(figure);
  if (figure.kind === 'order') return orderTable(figure);
  return figure.kind === 'timeline' ? timelineTable(figure) : curveTable(figure);
}

const barsTable = ({ title, unit, bars }: BarsFigure): Table => ({
  caption: `${title} (${unit})`,
  columns: ['', 'Seen here', 'Law allows', 'Source'],
  rows: bars.map((bar) => [
    bar.label,
    amount(bar.value),
    allowed(bar),
    bar.source === undefined ? '' : amount(bar.source),
  ]),
});

const orderTable = ({ title, lanes, rows }: OrderFigure): Table => ({
  caption: `${title}. ${lanes.map((lane, index) => `${index + 1}: ${lane}`).join(', ')}`,
  columns: ['', 'Requests', ...lanes.map((_, index) => `To ${index + 1}`), 'Order'],
  rows: rows.map(({ label, picks }) => [
    label,
    amount(picks.length),
    ...lanes.map((_, lane) => amount(picks.filter((pick) => pick === lane).length)),
    orderInWords(picks),
  ]),
});

/** Up to this many answers are listed one by one; more are told by count and time. */
const listed = 60;

function timelineTable({ title, series, marks }: TimelineFigure): Table {
  const answers = series.reduce((sum, one) => sum + one.answers.length, 0);
  const events = marks.map(({ at, label }) => ({ at, cells: [`${amount(at)} s`, '', label] }));
  if (answers <= listed) {
    const each = series.flatMap((one) =>
      one.answers.map(({ at, status }) => ({ at, cells: [`${amount(at)} s`, one.label, status] })),
    );
    return {
      caption: title,
      columns: ['Time', 'Series', 'Answer'],
      rows: [...each, ...events].toSorted((a, b) => a.at - b.at).map(({ cells }) => cells),
    };
  }
  const rows = series.flatMap((one) =>
    statusCounts(one).map(([status, count]) => {
      const times = one.answers.filter((answer) => answer.status === status).map(({ at }) => at);
      const [first, last] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
      return [`${one.label}: ${status}`, amount(count), `${amount(first)} s`, `${amount(last)} s`];
    }),
  );
  const noted = marks.map(({ at, label }) => [label, '', `${amount(at)} s`, '']);
  return { caption: title, columns: ['Answer', 'Count', 'First', 'Last'], rows: [...rows, ...noted] };
}

const curveTable = ({ title, x, y, series, bounds }: CurveFigure): Table => ({
  caption: `${title}: ${y} by ${x}`,
  columns: ['', x, y],
  rows: [
    ...series.flatMap(({ label, points }) => points.map((point) => [label, amount(point.x), amount(point.y)])),
    ...bounds.flatMap(({ label, points }) =>
      points.map((point) => [label, amount(point.x), `${amount(point.low)} to ${amount(point.high)}`]),
    ),
  ],
});
