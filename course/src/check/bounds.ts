const deepest = 40;
const mostRows = 100_000;
/** Of whatever is no table, such as the steps of a load; most are the spans of the lab on traces, 4200 at its largest share. */
const longestArray = 4500;
const mostTexts = 200;
const mostWorkers = 64;
const longestManifest = 50_000;

/**
 * What in a file is more than a report can have: a student's file must not be able to keep the teacher's machine busy.
 *
 * @returns undefined when it is within all bounds
 */
export function boundsBroken(content: unknown): string | undefined {
  if (typeof content !== 'object' || content === null) return 'it is no report';
  const left: { node: object; depth: number; inTable: boolean }[] = [{ node: content, depth: 0, inTable: false }];
  let rows = 0;
  let manifests = 0;
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { node, depth, inTable } = next;
    if (!inTable && Array.isArray(node) && node.length > longestArray) return `it has a list of ${node.length}`;
    if (depth > deepest) return `it is nested deeper than ${deepest} levels`;
    // By these a few bytes would become many rows, or a small number much work.
    const { rows: own, workers, yaml } = node as Record<'rows' | 'workers' | 'yaml', unknown>;
    if (typeof own === 'number') rows += Math.abs(own);
    if (typeof yaml === 'string') manifests += 1;
    if (rows > mostRows) return `it has more than ${mostRows} rows of records`;
    if (typeof workers === 'number' && workers > mostWorkers) return `it tells of a proxy with ${workers} workers`;
    if (manifests > mostTexts) return `it has more than ${mostTexts} manifests`;
    if (typeof yaml === 'string' && yaml.length > longestManifest) return `a manifest has ${yaml.length} characters`;
    for (const [key, inner] of Object.entries(node) as [string, unknown][])
      if (typeof inner === 'object' && inner !== null)
        left.push({ node: inner, depth: depth + 1, inTable: inTable || key === 'columns' });
  }
  return undefined;
}
