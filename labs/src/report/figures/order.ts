import type { Markup } from '../html/markup.ts';
import { amount } from '../number-format.ts';
import type { OrderFigure } from '../figure.ts';
import { type Drawn, type Size, box, group, letterSize, letters, line, widths } from './drawing.ts';
import { shortened, widthOf } from './lettering.ts';

type Row = OrderFigure['rows'][number];

const laneHeight = 18;
const widestCell = 22;
/** Each cell has room for the number of its lane. */
const leastCell = 14.5;
/** Tones that the style sheet has. */
const tones = 6;

interface Layout {
  left: number;
  cell: number;
  /** How many picks of a row are drawn. */
  shown: number;
}

/** A strip for each row: requests from left to right, and a cell in the lane that each one took. */
export function drawOrder(figure: OrderFigure, size: Size): Drawn {
  const layout = layOut(figure, size);
  const rowHeight = 26 + figure.lanes.length * laneHeight + 18;
  return {
    height: figure.rows.length * rowHeight,
    body: figure.rows.map((row, index) => drawRow(row, figure.lanes, index * rowHeight, layout, size)),
    tells: `${figure.says} ${figure.rows.map((row) => `${row.label}: ${orderInWords(row.picks.slice(0, 24))}`).join('; ')}. Lanes: ${figure.lanes.map((lane, index) => `${index + 1} is ${lane}`).join(', ')}.`,
  };
}

/** `2 → 3 → 1`, as the thesis writes it. Lanes count from 1. */
export const orderInWords = (picks: readonly number[]) => picks.map((lane) => lane + 1).join(' → ');

function layOut({ lanes, rows }: OrderFigure, size: Size): Layout {
  const longest = Math.max(0, ...lanes.map((lane) => widthOf(`1  ${lane}`, letterSize)));
  const left = Math.min(size === 'wide' ? 210 : 100, longest) + 10;
  const room = widths[size] - left - 1;
  const most = rows.reduce((count, { picks }) => Math.max(count, picks.length), 1);
  const cell = Math.min(widestCell, Math.max(leastCell, room / most));
  return { left, cell, shown: Math.floor(room / cell + 1e-9) };
}

function drawRow(row: Row, lanes: readonly string[], y: number, { left, cell, shown }: Layout, size: Size): Markup {
  const drawn = row.picks.slice(0, shown);
  const lanesTop = y + 26;
  const bottom = lanesTop + lanes.length * laneHeight;
  const width = drawn.length * cell;
  const reached =
    drawn.length < row.picks.length
      ? `first ${amount(drawn.length)} of ${amount(row.picks.length)}`
      : amount(drawn.length);
  const lane = (name: string, index: number) => [
    letters(0, lanesTop + (index + 0.72) * laneHeight, shortened(`${index + 1}  ${name}`, left - 8, letterSize), {
      className: 'tick',
    }),
    box(left, lanesTop + index * laneHeight, width, laneHeight, index % 2 === 0 ? 'lane' : 'lane other'),
  ];
  return group(row.label, [
    letters(0, y + 15, shortened(row.label, widths[size], letterSize), { className: 'row-label' }),
    lanes.map(lane),
    drawn.map((pick, index) => drawCell(pick, left + index * cell, lanesTop, cell)),
    line(left, bottom, left + width, bottom, 'axis'),
    letters(left, bottom + 13, `${reached} requests →`, { className: 'tick small' }),
  ]);
}

function drawCell(lane: number, x: number, lanesTop: number, cell: number): Markup[] {
  const y = lanesTop + lane * laneHeight;
  return [
    box(x + 1, y + 1, cell - 2, laneHeight - 2, `tone-${(lane % tones) + 1}`),
    letters(x + cell / 2, y + 13, String(lane + 1), { anchor: 'middle', className: 'on-tone' }),
  ];
}
