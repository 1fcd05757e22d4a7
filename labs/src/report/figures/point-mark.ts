import { type Markup, html } from '../html/markup.ts';
import { at, box, diamond } from './drawing.ts';

const radius = 4;

/** The mark of the series at this place: told by its shape, not by its colour alone. */
export function pointMark(index: number, x: number, y: number): Markup {
  const shape = index % 4;
  if (shape === 1) return box(x - radius + 0.5, y - radius + 0.5, 2 * radius - 1, 2 * radius - 1, 'point');
  if (shape === 2) return diamond(x, y, radius + 1, 'point');
  if (shape === 3)
    return html`<path
      d="M${at(x)} ${at(y - radius - 0.5)}L${at(x + radius + 0.5)} ${at(y + radius)}L${at(x - radius - 0.5)} ${at(y + radius)}Z"
      class="point"
    />`;
  return html`<circle cx="${at(x)}" cy="${at(y)}" r="${radius}" class="point" />`;
}
