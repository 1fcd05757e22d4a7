import type { Phase } from '../../bench/evidence.ts';
import type { Span } from '../spans.ts';
import { isPushToOther, relay } from './expected-calls.ts';

/**
 * Spans of traces that this phase's requests belong to, or that begin at the relay, which nobody else knows; without
 * what further subscribers make of them, which no law is about: with one or two, a report would be longer than it may be.
 */
export function ownAmong(spans: readonly Span[], { proxies }: Phase): Span[] {
  const own = new Set(proxies.flatMap(({ log }) => log).map(({ traceId }) => traceId));
  for (const { by, traceId } of spans) if (by === relay) own.add(traceId);
  return withoutOthers(spans.filter(({ traceId }) => own.has(traceId)));
}

/** Without pushes to whoever else subscribes, and whatever that leads to. */
function withoutOthers(spans: readonly Span[]): Span[] {
  const children = Map.groupBy(spans, ({ parentId }) => parentId);
  const others = new Set(spans.filter(isPushToOther));
  // Also over those that come to it on the way.
  for (const { spanId } of others) for (const child of children.get(spanId) ?? []) others.add(child);
  return spans.filter((span) => !others.has(span));
}
