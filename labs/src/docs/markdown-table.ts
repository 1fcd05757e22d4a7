import { printable } from '../report/printable.ts';

/** The lines of a table. Cells are Markdown: what is not, goes through `plain`. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(' | ')} |`,
  `|${' --- |'.repeat(head.length)}`,
  ...rows.map((cells) => `| ${cells.join(' | ')} |`),
];

/** Text that nothing in it ends the cell or begins a tag, a link or emphasis. */
export const plain = (text: string): string =>
  printable(text)
    .replaceAll(/[\\|`<[\]_*]/g, String.raw`\$&`)
    .replaceAll(/\s*\n\s*/g, ' ');
