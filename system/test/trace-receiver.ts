import { type AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import { z } from 'zod';

const attributeSchema = z.object({ key: z.string(), value: z.object({ stringValue: z.string().optional() }) });

/** The part of OTLP's trace request (JSON encoding) that tells how spans hang together. */
const traceRequestSchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attributeSchema) }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              kind: z.int(),
            }),
          ),
        }),
      ),
    }),
  ),
});

export interface ReceivedSpan {
  service: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
}

/** An OpenTelemetry collector of the test's own: takes OTLP over HTTP and keeps the spans. */
export async function receiveTraces() {
  const spans: ReceivedSpan[] = [];
  const app = fastify();
  app.post('/v1/traces', ({ body }) => {
    for (const { resource, scopeSpans } of traceRequestSchema.parse(body).resourceSpans) {
      const name = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? 'unknown';
      for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
        spans.push({ ...span, parentSpanId: span.parentSpanId || undefined, service: name });
      }
    }
    return {};
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return { spans, endpoint: `http://127.0.0.1:${port}`, close: () => app.close() };
}
