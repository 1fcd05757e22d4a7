import type { Figure } from '../figure.ts';
import { type Content, type Markup, html } from '../html/markup.ts';
import { isOutside } from './bars.ts';
import { curveTone } from './curve.ts';
import { box, diamond, group, line } from './drawing.ts';
import { pointMark } from './point-mark.ts';

/** What the marks of a drawing mean; nothing where they say it themselves. */
export function legendOf(figure: Figure): Markup | undefined {
  const entries = entriesOf(figure);
  return entries.length === 0
    ? undefined
    : html`<ul class="legend">
        ${entries}
      </ul>`;
}

function entriesOf(figure: Figure): Markup[] {
  if (figure.kind === 'bars') return barEntries(figure.bars);
  if (figure.kind !== 'curve') return [];
  return [
    ...figure.series.map(({ label }, index) =>
      entry(
        group(label, [line(0, 8, 28, 8, `curve dash-${index % 4}`), pointMark(index, 14, 8)], curveTone(index)),
        label,
      ),
    ),
    ...figure.bounds.map(({ label }, index) => entry(box(1, 2, 26, 12, `bounds bounds-${(index % 2) + 1}`), label)),
  ];
}

function barEntries(bars: Extract<Figure, { kind: 'bars' }>['bars']): Markup[] {
  const entries = [entry(box(0, 3, 28, 10, 'bar'), 'seen here')];
  if (bars.some(isOutside)) entries.push(entry(box(0, 3, 28, 10, 'bar outside'), '✗ outside what the law allows'));
  if (bars.some(({ low, high }) => low !== undefined || high !== undefined))
    entries.push(entry(box(1, 1, 26, 14, 'allowed'), 'what the law allows'));
  if (bars.some(({ source }) => source !== undefined))
    entries.push(entry(diamond(14, 8, 6.5, 'source-mark'), 'the source’s figure'));
  return entries;
}

const entry = (mark: Content, label: string) =>
  html`<li><svg class="sample" viewBox="0 0 28 16" aria-hidden="true">${mark}</svg>${label}</li>`;
