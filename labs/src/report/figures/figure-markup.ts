import type { Figure } from '../figure.ts';
import { type Markup, html } from '../html/markup.ts';
import { drawBars } from './bars.ts';
import { drawCurve } from './curve.ts';
import { type Drawn, type Size, svg } from './drawing.ts';
import { figureTable } from './figure-table.ts';
import { legendOf } from './legend.ts';
import { drawOrder } from './order.ts';
import { drawTimeline } from './timeline.ts';

/** A figure with its drawing for each size, its legend and its numbers. `id` is unique on the page. */
export const figureMarkup = (figure: Figure, id: string): Markup =>
  html`<figure>
    <figcaption><strong>${figure.title}</strong> ${figure.says}</figcaption>
    ${isEmpty(figure) ? html`<p class="muted">There is nothing to draw.</p>` : drawingOf(figure, id)}
  </figure>`;

const drawingOf = (figure: Figure, id: string) =>
  html`${svg(id, 'wide', figure.title, draw(figure, 'wide'))} ${svg(id, 'narrow', figure.title, draw(figure, 'narrow'))}
    ${legendOf(figure)}
    <details>
      <summary>Numbers <span class="visually-hidden">of ${figure.title}</span></summary>
      ${figureTable(figure)}
    </details>`;

/** What is drawn of a figure that is not empty. */
export function draw(figure: Figure, size: Size): Drawn {
  if (figure.kind === 'bars') return drawBars(figure, size);
  if (figure.kind === 'order') return drawOrder(figure, size);
  return figure.kind === 'timeline' ? drawTimeline(figure, size) : drawCurve(figure, size);
}

function isEmpty(figure: Figure): boolean {
  if (figure.kind === 'bars') return figure.bars.length === 0;
  return figure.kind === 'order' ? figure.rows.length === 0 : figure.series.length === 0;
}
