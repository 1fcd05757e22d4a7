import type { Span } from './span-collector.ts';

/** The spans on the way to one of them, from where the trace begins. */
export function pathTo(spans: readonly Span[], span: Span): Span[] {
  const parent = spans.find(({ spanId }) => spanId === span.parentId);
  return parent === undefined ? [span] : [...pathTo(spans, parent), span];
}
