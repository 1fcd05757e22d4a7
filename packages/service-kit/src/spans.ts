import type { IncomingHttpHeaders } from 'node:http';
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Span } from '@opentelemetry/api';
import { runWithHeaders } from './context.ts';

const tracer = trace.getTracer('@weather/service-kit');

/** Whether tracing.ts was loaded and found an endpoint: without it no propagator is set. */
export const isTracing = () => propagation.fields().length > 0;

/** Opens the span of a request under the parent that its headers tell of, and runs `next` in it. */
export function startRequestSpan(
  request: { method: string; url: string; headers: IncomingHttpHeaders; route: string | undefined },
  next: () => void,
): Span {
  const { method, url, headers, route } = request;
  const parent = propagation.extract(ROOT_CONTEXT, headers);
  const attributes: Attributes = { 'http.request.method': method, 'url.path': url.split('?', 1)[0]! };
  if (route !== undefined) attributes['http.route'] = route;
  const name = route === undefined ? method : `${method} ${route}`;
  const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
  context.with(trace.setSpan(parent, span), next);
  return span;
}

/** Closes a request's span. On the server's side a 4xx is no error: the server did what it should. */
export function endRequestSpan(span: Span, status: number): void {
  span.setAttribute('http.response.status_code', status);
  if (status >= 500) {
    span.setAttribute('error.type', String(status));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

/**
 * Runs work that an earlier request caused (a push of what it stored, say) in a span under that request's
 * trace, and with its headers to pass on. With tracing off it is runWithHeaders alone.
 */
export function withRemoteParent<T>(
  headers: Record<string, string>,
  spanName: string,
  attributes: Attributes,
  fn: () => T,
): T {
  if (!isTracing()) return runWithHeaders(headers, fn);
  return runWithHeaders(headers, () =>
    tracer.startActiveSpan(spanName, { kind: SpanKind.PRODUCER, attributes }, (span) => closing(span, fn)),
  );
}

/** Calls `fn` and ends the span when it, or the promise that it returns, is done. */
function closing<T>(span: Span, fn: () => T): T {
  const fail = (error: unknown): never => {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
    span.end();
    throw error;
  };
  let result: T;
  try {
    result = fn();
  } catch (error) {
    return fail(error);
  }
  if (!(result instanceof Promise)) {
    span.end();
    return result;
  }
  const ended = result.then((value: unknown) => {
    span.end();
    return value;
  }, fail);
  return ended as T;
}

/** Sends the spans that still wait. The global provider is asked, so that it works from another bundle too. */
export async function flushSpans(): Promise<void> {
  const provider = trace.getTracerProvider() as { getDelegate?: () => { forceFlush?: () => Promise<void> } };
  await provider.getDelegate?.().forceFlush?.();
}
