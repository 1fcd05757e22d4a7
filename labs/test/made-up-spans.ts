import type { Call } from '../src/catalog/calls.ts';
import type { Span } from '../src/catalog/spans.ts';

/** Spans as the proxies on the way would tell of a call and all that it led to, under one trace id. */
export function spansOf(call: Call, traceId: string, requestId = traceId, parentId = '', place = '1'): Span[] {
  const { by, asks, led } = call;
  const spanId = `${traceId}-${place}`;
  const own: Span = { traceId, spanId, parentId, by, asks, requestId };
  return [own, ...led.flatMap((next, index) => spansOf(next, traceId, requestId, spanId, `${place}.${index + 1}`))];
}
