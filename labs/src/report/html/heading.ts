import { type Content, type Markup, html, trusted } from './markup.ts';

export type Level = 1 | 2 | 3 | 4;

export function heading(level: Level, text: Content, id?: string): Markup {
  const tag = trusted(`h${level}`);
  return html`<${tag}${id === undefined ? undefined : html` id="${id}"`}>${text}</${tag}>`;
}

/** A part of a lab's page under a heading of its own. */
export const part = (level: Level, title: string, content: Content, className = '') =>
  html`<section class="part ${className}">${heading(level, title)} ${content}</section> `;
