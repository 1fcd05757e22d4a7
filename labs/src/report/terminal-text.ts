import { printable } from './printable.ts';

interface Block {
  width: number;
  /** Spaces before each line. */
  indent: number;
  /** Stands in the first line's indent. */
  label?: string;
}

/** The text in lines of at most `width` letters, broken between words and, where one is too long, within it. */
export function wrapped(text: string, { width, indent, label = '' }: Block): string[] {
  const room = Math.max(10, width - indent);
  const lines: string[] = [];
  let line = '';
  for (const word of piecesOf(oneLine(text), room)) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((content, index) => `${(index === 0 ? label : '').padEnd(indent)}${content}`.trimEnd());
}

/** The text in one line, cut where it is too long. */
export function clipped(text: string, width: number): string {
  const line = oneLine(text);
  const room = Math.max(1, width);
  return line.length <= room ? line : `${line.slice(0, room - 1)}…`;
}

/** The text in one line. */
export const oneLine = (text: string) => printable(text).replaceAll(/[ \t\n]+/g, ' ');

const piecesOf = (text: string, room: number): string[] =>
  text.split(' ').flatMap((word) => word.match(new RegExp(`.{1,${room}}`, 'gu')) ?? []);
