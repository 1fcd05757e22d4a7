import { performSimulationPath } from '@weather/contracts';
import { waitFor } from '@weather/service-kit/testing';
import { request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInCluster, gatewayUrl, kubectl, namespace } from './support/cluster.ts';
import { setEnvironment } from './support/service-environment.ts';
import { collectorUrl, type Span, spansOfRequest, startCollector, stopCollector } from './support/span-collector.ts';

const models = ['machine-learning-v1', 'machine-learning-v2'];
const traced = ['simulation', 'message-queue', ...models];

describeInCluster('one call through the gateway', () => {
  let restore: (() => Promise<void>) | undefined;
  let requestId: string;
  let trace: Span[];

  beforeAll(async () => {
    await startCollector();
    restore = await setEnvironment(traced, {
      OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl,
      OTEL_BSP_SCHEDULE_DELAY: '500',
      LOG_LEVEL: 'debug',
    });
    // The proxies hear of the collector when they hear of it: until then their part of a trace is missing.
    trace = await waitFor(
      async () => {
        requestId = await simulateOnce();
        return completeTrace(requestId);
      },
      { timeoutMs: 240_000, intervalMs: 1000, what: 'a trace that has come full circle' },
    );
  });

  afterAll(async () => {
    await restore?.();
    await stopCollector();
  });

  test('makes one connected trace that begins in the gateway', () => {
    const ids = new Set(trace.map(({ spanId }) => spanId));
    const roots = trace.filter(({ parentId }) => !ids.has(parentId));
    expect(roots.map(({ service }) => service)).toEqual(['istio-ingressgateway.istio-system']);
    expect(roots[0]!.parentId).toBe('');
  });

  test.each(models)(
    'goes from the gateway over simulation and message-queue to %s and back to message-queue',
    (model) => {
      const path = pathOfForecast(trace, model)!.map(({ service }) => service);
      const stops = ['istio-ingressgateway', 'simulation', 'message-queue', 'machine-learning', 'message-queue'];
      // On each side of a hop there is the span of a proxy and the span of a service.
      expect(withoutRepeats(path.map((service) => stops.find((stop) => service.startsWith(stop))!))).toEqual(stops);
      const proxies = path.filter((service) => service.endsWith(`.${namespace}`));
      expect(new Set(proxies)).toEqual(
        new Set(['simulation', 'message-queue', 'machine-learning'].map((name) => `${name}.${namespace}`)),
      );
    },
  );

  test('has one request id in the access logs of all proxies, which name the trace', async () => {
    const places = [
      ['istio-system', 'istio-ingressgateway', 'istio-proxy'],
      ...traced.map((name) => [namespace, name, 'istio-proxy']),
    ];
    for (const [where, deployment, container] of places as [string, string, string][]) {
      const lines = await linesOf(where, deployment, container, requestId);
      expect(lines.length, deployment).toBeGreaterThan(0);
      expect(new Set(lines.map(({ trace_id }) => trace_id)), deployment).toEqual(new Set([trace[0]!.traceId]));
    }
  });

  test('has the same request id and trace id in the logs of all services', async () => {
    for (const deployment of traced) {
      const lines = await linesOf(namespace, deployment, 'service', requestId);
      expect(lines.length, deployment).toBeGreaterThan(0);
      expect(new Set(lines.map(({ trace_id }) => trace_id)), deployment).toEqual(new Set([trace[0]!.traceId]));
    }
  });
});

/** Few observations, so that the trace stays readable; gives the call's request id. */
async function simulateOnce(): Promise<string> {
  const query = { duration: '1000', type: 'weather', threads: '1', stations: '1', rate: '2' };
  const { statusCode, headers, body } = await request(gatewayUrl + performSimulationPath, { method: 'POST', query });
  await body.dump();
  if (statusCode !== 200) throw new Error(`the gateway answers ${statusCode}`);
  return headers['x-request-id'] as string;
}

/** All spans of the call's trace, once both models' forecasts are back and nothing more comes; undefined if they fail to. */
async function completeTrace(id: string): Promise<Span[] | undefined> {
  let before = -1;
  return waitFor(
    async () => {
      const found = await spansOfRequest(id);
      const isStill = found.length === before;
      before = found.length;
      const isBack = models.every((model) => pathOfForecast(found, model));
      return isStill && isBack && found;
    },
    { timeoutMs: 20_000, intervalMs: 2000 },
  ).catch(() => undefined);
}

/** From the gateway to where message-queue takes in what this model made: the spans on the way, in order. */
function pathOfForecast(spans: readonly Span[], model: string): Span[] | undefined {
  const paths = spans
    .filter(({ service, name }) => service === 'message-queue' && name === 'POST /api/v1/events')
    .map((span) => pathTo(spans, span));
  return paths.find((path) => path.some(({ name }) => name.startsWith(`push ${model}`)));
}

function pathTo(spans: readonly Span[], span: Span): Span[] {
  const parent = spans.find(({ spanId }) => spanId === span.parentId);
  return parent === undefined ? [span] : [...pathTo(spans, parent), span];
}

const withoutRepeats = (names: readonly string[]) => names.filter((name, at) => name !== names[at - 1]);

/** JSON log lines of a deployment's pods that carry a request id. */
async function linesOf(where: string, deployment: string, container: string, id: string) {
  const text = await kubectl(['-n', where, 'logs', `deployment/${deployment}`, '-c', container, '--since=10m']);
  return text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.includes(id))
    .map((line) => JSON.parse(line) as { trace_id?: string });
}
