/**
 * Turns tracing on: load it before anything else, with `node --import @weather/service-kit/tracing`. Without
 * OTEL_EXPORTER_OTLP_ENDPOINT (or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) it does nothing and loads nothing.
 * All other settings are OpenTelemetry's own variables; name the service with OTEL_SERVICE_NAME.
 */
import { env } from 'node:process';

if (env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) {
  // Metrics are Prometheus's and logs go to stdout. The last propagator that finds a parent decides: W3C.
  env.OTEL_METRICS_EXPORTER ??= 'none';
  env.OTEL_LOGS_EXPORTER ??= 'none';
  env.OTEL_PROPAGATORS ??= 'b3multi,b3,baggage,tracecontext';
  env.OTEL_TRACES_SAMPLER ??= 'parentbased_always_on';
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const { UndiciInstrumentation } = await import('@opentelemetry/instrumentation-undici');
  // Server spans are the kit's own (spans.ts); shutdown.ts flushes, as the only one who listens to signals.
  new NodeSDK({ instrumentations: [new UndiciInstrumentation()] }).start();
}
