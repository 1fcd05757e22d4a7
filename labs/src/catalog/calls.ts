import type { Span } from './spans.ts';

/** A call as its proxies tell of it, and the calls that it led to. */
export interface Call {
  by: string;
  asks: string | undefined;
  led: readonly Call[];
}

/** The trees that spans make by their parents: as many as there are pieces. */
export function treesOf(spans: readonly Span[]): Call[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const children = Map.groupBy(spans, ({ parentId }) => parentId);
  const treeOf = ({ spanId, by, asks }: Span): Call => ({ by, asks, led: (children.get(spanId) ?? []).map(treeOf) });
  return spans.filter(({ parentId }) => !ids.has(parentId)).map(treeOf);
}

/** One text for one shape, whatever the order in which calls were made. */
export const shapeOf = ({ by, asks, led }: Call): string =>
  `${by}${asks === undefined ? '' : `→${asks}`}(${led.map(shapeOf).toSorted().join()})`;

/** Spans in a tree. */
export const sizeOf = ({ led }: Call): number => led.reduce((sum, one) => sum + sizeOf(one), 1);

/**
 * A call from one service to another, seen by the proxies on both sides.
 *
 * @param asks by which name it is called, such as `machine-learning-v1`
 * @param to the service that stands behind that name, such as `machine-learning`
 * @param led to which calls that led
 */
export const call = (by: string, asks: string, to: string, led: readonly Call[] = []): Call => ({
  by,
  asks,
  led: [{ by: to, asks: undefined, led }],
});
