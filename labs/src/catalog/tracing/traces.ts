import { linesAt, type Phase } from '../../bench/evidence.ts';
import { shapeOf, treesOf } from '../calls.ts';
import { type Span, spansIn } from '../spans.ts';
import { isRelayed } from './traffic.ts';

/** Spans with one trace id. */
export interface Trace {
  spans: readonly Span[];
  /** Shape of each connected piece. */
  pieces: string[];
}

/** A request of the client's and what the proxies told of it; no trace: it was not sampled. */
export interface TracedRequest {
  index: number;
  relayed: boolean;
  trace: Trace | undefined;
}

export interface Traces {
  requests: TracedRequest[];
  /** Traces that begin at the relay: no request of the client's belongs to them, as far as they tell. */
  orphans: Trace[];
}

/** Joins requests and spans by the trace id that the client's proxy has logged. */
export function tracesOf(phase: Phase): Traces {
  const byId = new Map(
    [...Map.groupBy(spansIn(phase.more), ({ traceId }) => traceId)].map(([id, spans]) => [id, traceOf(spans)]),
  );
  const log = linesAt(phase, 'client');
  const requests = log.map(({ userAgent, traceId }) => {
    const index = Number(userAgent.split('/').at(-1));
    return { index, relayed: isRelayed(index), trace: byId.get(traceId) };
  });
  const known = new Set(log.map(({ traceId }) => traceId));
  return { requests, orphans: [...byId].filter(([id]) => !known.has(id)).map(([, trace]) => trace) };
}

const traceOf = (spans: readonly Span[]): Trace => ({ spans, pieces: treesOf(spans).map(shapeOf) });

/** Whether all of a trace hangs together and looks like this. */
export const isOne = ({ pieces }: Trace, shape: string): boolean => pieces.length === 1 && pieces[0] === shape;
