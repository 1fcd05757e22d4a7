import { type Content, type Markup, html } from '../html/markup.ts';

/** A figure is drawn twice, each with letters that can be read: one size is for phones and for columns on paper. */
export type Size = 'wide' | 'narrow';

export const widths: Record<Size, number> = { wide: 900, narrow: 340 };

/** Of all letters in a drawing. */
export const letterSize = 13;

/** What is drawn, and how high it became. */
export interface Drawn {
  height: number;
  body: readonly Markup[];
  /** What the drawing shows, for those who do not see it. */
  tells: string;
}

/** Coordinates with two digits: more cannot be seen. */
export const at = (coordinate: number) => Number(coordinate.toFixed(2));

export interface Lettering {
  anchor?: 'start' | 'middle' | 'end';
  className?: string;
}

export const letters = (x: number, y: number, text: string, { anchor = 'start', className = '' }: Lettering = {}) =>
  html`<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}" class="${className}">${text}</text>`;

export const line = (x1: number, y1: number, x2: number, y2: number, className: string) =>
  html`<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" class="${className}" />`;

export const box = (x: number, y: number, width: number, height: number, className: string) =>
  html`<rect
    x="${at(x)}"
    y="${at(y)}"
    width="${at(Math.max(0, width))}"
    height="${at(height)}"
    class="${className}"
  />`;

/** A square on its corner: the source's mark. */
export const diamond = (x: number, y: number, radius: number, className: string) =>
  html`<path
    d="M${at(x)} ${at(y - radius)}L${at(x + radius)} ${at(y)}L${at(x)} ${at(y + radius)}L${at(x - radius)} ${at(y)}Z"
    class="${className}"
  />`;

/** Things that belong together, under a name that a pointer shows. */
export const group = (name: string, parts: readonly Content[], className = '') =>
  html`<g class="${className}"><title>${name}</title>${parts}</g>`;

/** The whole drawing as an image with a name and a description. `id` is unique on the page. */
export function svg(id: string, size: Size, title: string, { height, body, tells }: Drawn): Markup {
  const name = `${id}-${size}`;
  return html`<svg
    class="${size}"
    role="img"
    viewBox="0 0 ${widths[size]} ${at(height)}"
    aria-labelledby="${name}-t"
    aria-describedby="${name}-d"
  >
    <title id="${name}-t">${title}</title>
    <desc id="${name}-d">${tells}</desc>
    ${body}
  </svg>`;
}
