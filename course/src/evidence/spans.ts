import { type AccessLine, keyOf, type Phase } from '@weather/labs';
import { z } from 'zod';
import type { Contradiction } from './contradiction.ts';

export const spanSchema = z.object({ traceId: z.string(), spanId: z.string(), requestId: z.string() });

type Span = z.output<typeof spanSchema>;

/** In the version's place of an id a proxy notes that it traces the request, and why. */
const isTraced = ({ requestId }: AccessLine) => /^.{14}[9ab]/.test(requestId);

/** Spans of requests that nobody made, and requests that are said to be traced and have none, or have some and are not. */
export function contradictionsInSpans({ proxies }: Phase, spans: readonly Span[]): Contradiction[] {
  if (spans.length === 0) return [];
  const ids = Map.groupBy(spans, ({ traceId }) => traceId);
  const logged = proxies.flatMap(({ log }) => log);
  const strange = logged.find(({ traceId, requestId }) =>
    ids.get(traceId)?.some((span) => keyOf(span.requestId) !== keyOf(requestId)),
  );
  // Beside a service the id may have its note, and the request no trace: who passed it on had not asked for one.
  const odd = proxies
    .filter(({ side }) => side === 'client')
    .flatMap(({ log }) => log)
    .find((line) => isTraced(line) !== ids.has(line.traceId));
  return [
    ...(new Set(spans.map(({ spanId }) => spanId)).size < spans.length ? ['a span is there twice.'] : []),
    ...(strange === undefined
      ? []
      : [`the spans of trace ${strange.traceId} are not of request ${strange.requestId}.`]),
    ...(odd === undefined
      ? []
      : [
          `request ${odd.requestId} ${isTraced(odd) ? 'is traced by its id, and has no spans' : 'has spans, and by its id is not traced'}.`,
        ]),
  ];
}
