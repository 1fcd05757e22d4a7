const deepest = 40;
const mostRows = 100_000;
/** Rows times columns. */
const mostCells = 2_000_000;
const mostManifests = 200;
const mostWorkers = 64;
const longestText = 10_000;
const longestManifest = 50_000;
/** Of whatever is no table, such as the steps of a load; most are the latencies in a figure on mirroring, 2640. */
const longestList = 4500;
/** Whoever looks at some goes through all lines for each of them; of the lab on traces there are 5920 spans where all is traced. */
const longestLists: Readonly<Record<string, number>> = {
  phases: 30,
  proxies: 60,
  services: 60,
  further: 60,
  spans: 7000,
};

interface Counted {
  rows: number;
  cells: number;
  manifests: number;
}

/**
 * What in a file is more than a report can have: a student's file must not be able to keep the teacher's machine busy. The
 * largest report of a lab has a quarter of these rows.
 *
 * @returns undefined when it is within all bounds
 */
export function boundsBroken(content: unknown): string | undefined {
  if (!isObject(content)) return 'it is no report';
  const counted: Counted = { rows: 0, cells: 0, manifests: 0 };
  const left = [{ node: content, name: '', depth: 0, inTable: false }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { node, name, depth, inTable } = next;
    if (depth > deepest) return `it is nested deeper than ${deepest} levels`;
    const broken = (inTable ? undefined : tooLong(node, name)) ?? tooMuch(node, counted) ?? tooWordy(node);
    if (broken !== undefined) return broken;
    for (const [key, inner] of Object.entries(node))
      if (isObject(inner))
        left.push({ node: inner, name: key, depth: depth + 1, inTable: inTable || key === 'columns' });
  }
  return undefined;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function tooLong(node: object, name: string): string | undefined {
  if (!Array.isArray(node)) return undefined;
  const most = Object.hasOwn(longestLists, name) ? longestLists[name]! : longestList;
  if (node.length <= most) return undefined;
  const list = `a list of ${node.length}${name === '' ? '' : ` ${name}`}`;
  return `it has ${list}, and no run makes more than ${most}: it has to be as the run wrote it, with the labs of the same commit as here`;
}

/** By these a few bytes would become many rows, or a small number much work. */
function tooMuch(node: object, counted: Counted): string | undefined {
  const { rows, columns, workers, yaml } = node as Record<'rows' | 'columns' | 'workers' | 'yaml', unknown>;
  if (typeof rows === 'number') {
    counted.rows += Math.abs(rows);
    counted.cells += Math.abs(rows) * (isObject(columns) ? Object.keys(columns).length : 0);
  }
  if (typeof yaml === 'string') counted.manifests += 1;
  if (counted.rows > mostRows) return `it has more than ${mostRows} rows of records`;
  if (counted.cells > mostCells) return `it has more than ${mostCells} values in its records`;
  if (counted.manifests > mostManifests) return `it has more than ${mostManifests} manifests`;
  if (typeof yaml === 'string' && yaml.length > longestManifest) return `a manifest has ${yaml.length} characters`;
  if (typeof workers === 'number' && workers > mostWorkers) return `it tells of a proxy with ${workers} workers`;
  return undefined;
}

/** A long text that stands in each row takes its time in each row; the names of things are quoted in messages. */
function tooWordy(node: object): string | undefined {
  const texts = Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string' && key !== 'yaml' ? [key, value] : [key],
  );
  const long = texts.find(({ length }) => length > longestText);
  return long === undefined ? undefined : `it has a text of ${long.length} characters`;
}
