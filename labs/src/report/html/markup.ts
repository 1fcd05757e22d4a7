import { printable } from '../printable.ts';

/** HTML or SVG that may stand on a page as it is. Only the `html` tag and `trusted` make it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | undefined | readonly Content[];

/**
 * Markup whose insertions are escaped, so that no text can become a tag or leave its attribute. Attributes stand in
 * double quotes. Undefined inserts nothing.
 */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(parts.map((part, index) => (index === 0 ? part : textOf(contents[index - 1]) + part)).join(''));
}

/** Our own text that is markup or a style sheet already. Nothing from a cluster may come here. */
export const trusted = (text: string) => new Markup(text);

function textOf(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(textOf).join('');
  return printable(String(content)).replaceAll(/[&<>"']/g, (sign) => entities[sign]!);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
