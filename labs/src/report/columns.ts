import { z } from 'zod';

/**
 * A column of a table: thousands of records differ little from row to row, so each column is written in the shortest of
 * four ways.
 */
const columnSchema = z.union([
  z.strictObject({ same: z.unknown() }).describe('every row has this value'),
  z
    .strictObject({ first: z.int(), steps: z.array(z.int()) })
    .describe('whole numbers: the first, and by how much each later one is more than the one before'),
  z
    .strictObject({ words: z.array(z.unknown()), at: z.array(z.int().min(-1)) })
    .describe('for each row the place of its value among `words`; -1: the row has none'),
  z.strictObject({ values: z.array(z.unknown()) }).describe('a value for each row'),
]);

const tableSchema = z.strictObject({ rows: z.int().min(0), columns: z.record(z.string(), columnSchema) });

type Column = z.output<typeof columnSchema>;
type Row = Record<string, unknown>;

/**
 * Rows of one kind, which a file holds by column. Lossless for whatever survives JSON. A column that the rows do not have is
 * refused before it is unfolded: a few bytes would become as many values as there are rows, only to be thrown away.
 */
export function tableOf<T extends z.ZodObject>(row: T) {
  return z.codec(tableSchema, z.array(row), {
    decode: ({ rows, columns }, context) => {
      const wrong = Object.entries(columns).flatMap(([name, column]) => {
        if (!Object.hasOwn(row.shape, name)) return { name, column, message: 'is no column of this table' };
        if (!fits(column, rows)) return { name, column, message: `does not give one value for each of ${rows} rows` };
        return [];
      });
      for (const { name, column, message } of wrong)
        context.issues.push({ code: 'custom', input: column, path: ['columns', name], message });
      if (wrong.length > 0) return z.NEVER;
      const unfolded = rowsOf(rows, columns);
      // What is missing or wrong in all rows is said once: a fault for each would fill the memory.
      const faults = unfolded.slice(0, 1).flatMap((first) => row.safeParse(first).error?.issues ?? []);
      for (const { path, message } of faults)
        context.issues.push({ code: 'custom', input: unfolded[0], path: [0, ...path], message });
      return faults.length > 0 ? z.NEVER : (unfolded as z.input<T>[]);
    },
    encode: (rows) => ({ rows: rows.length, columns: columnsOf(rows as Row[]) }),
  });
}

function columnsOf(rows: readonly Row[]): Record<string, Column> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return Object.fromEntries(names.map((name) => [name, columnOf(rows.map((row) => row[name]))]));
}

function columnOf(values: readonly unknown[]): Column {
  const places = new Map<string | undefined, number>();
  const words: unknown[] = [];
  const at = values.map((value) => {
    const written = JSON.stringify(value);
    if (written === undefined) return -1;
    if (!places.has(written)) places.set(written, words.push(value) - 1);
    return places.get(written)!;
  });
  const isFull = !at.includes(-1);
  if (isFull && words.length === 1) return { same: words[0] };
  if (values.every(isWhole)) return { first: values[0]!, steps: stepsOf(values) };
  return isFull && words.length > values.length / 4 ? { values: [...values] } : { words, at };
}

/** Half of the safe range, so that no step between two of them leaves it. */
const isWhole = (value: unknown): value is number =>
  Number.isInteger(value) && Math.abs(value as number) <= Number.MAX_SAFE_INTEGER / 2 && !Object.is(value, -0);

const stepsOf = (values: readonly number[]) => values.slice(1).map((value, index) => value - values[index]!);

function rowsOf(count: number, columns: Record<string, Column>): Row[] {
  const filled = Object.entries(columns).map(([name, column]) => [name, valuesOf(column, count)] as const);
  return Array.from({ length: count }, (_, index) =>
    Object.fromEntries(filled.flatMap(([name, values]) => (index in values ? [[name, values[index]]] : []))),
  );
}

/** A row without a value is a hole. */
function valuesOf(column: Column, count: number): unknown[] {
  if ('same' in column) return Array.from({ length: count }, () => column.same);
  if ('values' in column) return column.values;
  const values: unknown[] = [];
  if ('words' in column) {
    for (const [index, place] of column.at.entries()) if (place >= 0) values[index] = column.words[place];
    return values;
  }
  values.push(column.first);
  for (const step of column.steps) values.push((values.at(-1) as number) + step);
  return values;
}

function fits(column: Column, rows: number): boolean {
  if ('same' in column) return true;
  if ('values' in column) return column.values.length === rows;
  if ('steps' in column) return column.steps.length + 1 === rows;
  return column.at.length === rows && column.at.every((place) => place < column.words.length);
}
