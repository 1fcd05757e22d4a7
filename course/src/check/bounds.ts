import { z } from 'zod';

const deepest = 40;
const mostRows = 300_000;
const mostTexts = 200;
const mostWorkers = 64;
const longestManifest = 50_000;

/** By these a few bytes would become many rows, or a small number much work. */
const greedySchema = z.object({
  rows: z.number().optional(),
  workers: z.number().optional(),
  yaml: z.string().optional(),
});

/**
 * What in a file is more than a report can have: a student's file must not be able to keep the teacher's machine busy.
 *
 * @returns undefined when it is within all bounds
 */
export function boundsBroken(content: unknown): string | undefined {
  if (typeof content !== 'object' || content === null) return 'it is no report';
  const left: { node: object; depth: number }[] = [{ node: content, depth: 0 }];
  let rows = 0;
  let manifests = 0;
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { node, depth } = next;
    if (depth > deepest) return `it is nested deeper than ${deepest} levels`;
    const { rows: own = 0, workers = 0, yaml } = greedySchema.safeParse(node).data ?? {};
    rows += Math.abs(own);
    manifests += yaml === undefined ? 0 : 1;
    if (rows > mostRows) return `it has more than ${mostRows} rows of records`;
    if (workers > mostWorkers) return `it tells of a proxy with ${workers} workers`;
    if (manifests > mostTexts) return `it has more than ${mostTexts} manifests`;
    if (yaml !== undefined && yaml.length > longestManifest) return `a manifest has ${yaml.length} characters`;
    for (const inner of Object.values(node) as unknown[])
      if (typeof inner === 'object' && inner !== null) left.push({ node: inner, depth: depth + 1 });
  }
  return undefined;
}
