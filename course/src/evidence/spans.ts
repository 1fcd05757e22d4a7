import { type AccessLine, keyOf, linesAt, type Phase, spanSchema } from '@weather/labs';
import type { z } from 'zod';
import type { Contradiction } from './contradiction.ts';

/** What the logs tell of a span as well; what the rest of it comes to is the lab's own judgement. */
export const comparedSpanSchema = spanSchema.pick({ traceId: true, spanId: true, requestId: true });

type ComparedSpan = z.output<typeof comparedSpanSchema>;

/** In the version's place of an id a proxy notes that it traces the request, and why. */
const isTraced = ({ requestId }: AccessLine) => /^.{14}[9ab]/.test(requestId);

/** Spans of requests that nobody made, and requests that are said to be traced and have none, or have some and are not. */
export function contradictionsInSpans(phase: Phase, spans: readonly ComparedSpan[]): Contradiction[] {
  if (spans.length === 0) return [];
  const ids = Map.groupBy(spans, ({ traceId }) => traceId);
  const logged = phase.proxies.flatMap(({ log }) => log);
  const strange = logged.find(({ traceId, requestId }) =>
    ids.get(traceId)?.some((span) => keyOf(span.requestId) !== keyOf(requestId)),
  );
  // Beside a service the id may have its note, and the request no trace: who passed it on had not asked for one.
  const odd = linesAt(phase, 'client').find((line) => isTraced(line) !== ids.has(line.traceId));
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
