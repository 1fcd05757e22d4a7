import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Text in a colour, if `stream` is a terminal that wants it (NO_COLOR and FORCE_COLOR are honoured). */
export function coloured(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream });
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Remarks for people go to stderr, so that a pipe carries data alone. */
export function note(line: string): void {
  process.stderr.write(`${coloured('dim', line, process.stderr)}\n`);
}

export function printJson(document: unknown): void {
  print(JSON.stringify(document, null, process.stdout.isTTY ? 2 : undefined));
}

export interface Column<Row> {
  title: string;
  of(row: Row): string | number | undefined;
  /** Numbers stand to the right. */
  right?: boolean;
  style?(row: Row): Style | undefined;
}

/** Lines of a table with aligned columns: the titles, then a line per row. */
export function tableLines<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string[] {
  const cells = rows.map((row) => columns.map((column) => String(column.of(row) ?? '')));
  const widths = columns.map((column, at) =>
    cells.reduce((widest, line) => Math.max(widest, line[at]!.length), column.title.length),
  );
  const pad = (text: string, at: number) =>
    columns[at]!.right ? text.padStart(widths[at]!) : text.padEnd(widths[at]!);
  const head = columns.map((column, at) => coloured('bold', pad(column.title, at)));
  const body = rows.map((row, line) =>
    columns.map((column, at) => {
      const style = column.style?.(row);
      const text = pad(cells[line]![at]!, at);
      return style === undefined ? text : coloured(style, text);
    }),
  );
  return [head, ...body].map((line) => line.join('  ').trimEnd());
}

export function printTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): void {
  for (const line of tableLines(rows, columns)) print(line);
}

/** `label  value` lines, values aligned. */
export function printFacts(facts: readonly (readonly [string, string | number])[]): void {
  const width = Math.max(...facts.map(([label]) => label.length));
  for (const [label, value] of facts) print(`${coloured('bold', label.padEnd(width))}  ${value}`);
}
