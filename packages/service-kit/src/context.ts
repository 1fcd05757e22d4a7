import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingHttpHeaders } from 'node:http';
import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';

/** Headers of the request at hand as they came in, and which of them to pass on beside the usual ones. */
type Scope = { headers: IncomingHttpHeaders; requestId: string | undefined; extra: readonly string[] };

const scopes = new AsyncLocalStorage<Scope>();

const forwarded = ['traceparent', 'tracestate', 'baggage', 'b3', 'x-ot-span-context', 'end-user'];

/** Runs `next` with the request's headers in reach of everything that it calls or awaits. */
export function enterRequest(
  headers: IncomingHttpHeaders,
  requestId: string,
  extra: readonly string[],
  next: () => void,
): void {
  scopes.run({ headers, requestId, extra }, next);
}

/** Runs work that is no request of its own (a push, say) under headers that were kept from an earlier one. */
export function runWithHeaders<T>(headers: Record<string, string>, fn: () => T): T {
  const scope = { headers, requestId: headers['x-request-id'], extra: Object.keys(headers) };
  return scopes.run(scope, () => context.with(propagation.extract(ROOT_CONTEXT, headers), fn));
}

/**
 * Headers to pass on with whatever is done for the request at hand: x-request-id, W3C and b3 trace context,
 * baggage, and those that FORWARD_HEADERS names. With tracing on, the active span is the parent they tell of.
 */
export function forwardedHeaders(): Record<string, string> {
  const headers = untracedHeaders();
  propagation.inject(context.active(), headers);
  return headers;
}

/** forwardedHeaders without what the OpenTelemetry propagators, if any are on, write themselves. */
export function untracedHeaders(): Record<string, string> {
  const scope = scopes.getStore();
  if (scope === undefined) return {};
  const headers: Record<string, string> = {};
  const tracerWrites = propagation.fields();
  const take = (name: string) => {
    const value = scope.headers[name];
    if (typeof value === 'string' && !tracerWrites.includes(name)) headers[name] = value;
  };
  for (const name of forwarded) take(name);
  for (const name of scope.extra) take(name);
  for (const name in scope.headers) if (name.startsWith('x-b3-')) take(name);
  if (scope.requestId !== undefined) headers['x-request-id'] = scope.requestId;
  return headers;
}

/** The trace id that W3C or b3 headers carry: 32 (or, in old b3, 16) hex digits. */
export function traceIdOf(headers: IncomingHttpHeaders | Record<string, string>): string | undefined {
  const { traceparent, b3, 'x-b3-traceid': b3TraceId } = headers as Record<string, string | undefined>;
  const id = traceparent?.split('-')[1] ?? b3?.split('-')[0] ?? b3TraceId;
  return id !== undefined && /^([0-9a-f]{16}){1,2}$/.test(id) ? id : undefined;
}

/** Ids that join a log line or an error answer with the request and trace that it belongs to. */
export function currentIds(): { trace_id?: string; span_id?: string; request_id?: string } {
  const scope = scopes.getStore();
  const span = trace.getActiveSpan()?.spanContext();
  const traceId = span?.traceId ?? (scope && traceIdOf(scope.headers));
  return {
    ...(traceId !== undefined && { trace_id: traceId }),
    ...(span !== undefined && { span_id: span.spanId }),
    ...(scope?.requestId !== undefined && { request_id: scope.requestId }),
  };
}
