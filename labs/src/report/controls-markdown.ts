import { duration } from './number-format.ts';
import { printable } from './printable.ts';
import type { Controls } from './summary-schema.ts';

/** The controls as a table for the documentation. */
export function controlsMarkdown({ controls }: Controls): string {
  const lines = controls.map(({ lab, setting, outcome, caught, deciding, seconds }) =>
    row([
      lab,
      setting,
      caught ? outcome : `**${outcome}**`,
      deciding.map(({ claim, observed }) => `${claim}: ${observed}`).join('; '),
      duration(seconds * 1000),
    ]),
  );
  return ['| Lab | Wrong setting | Came out | Because | Took |', '| --- | --- | --- | --- | --- |', ...lines, ''].join(
    '\n',
  );
}

const row = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;

/** What would end the cell or begin a tag is written as text. */
const cell = (text: string) =>
  printable(text)
    .replaceAll(/[\\|`<[\]_*]/g, String.raw`\$&`)
    .replaceAll(/\s*\n\s*/g, ' ');
