import { join } from 'node:path';
import { z } from 'zod';
import type { Span } from '../../../istio/scenarios/span-collector/otlp-spans.ts';
import { kubectl } from './cluster.ts';

export type { Span };

/**
 * The place that mesh and services send their spans to when they are sent at all (istio/mesh-config.yaml and the
 * component observability): what Istio's Jaeger addon offers. The labs' collector stands there for a while.
 */
const service = 'jaeger-collector';
const namespace = 'istio-system';
export const collectorUrl = `http://${service}.${namespace}:4318`;

const folder = join(import.meta.dirname, '../../../istio/scenarios/span-collector');
const deployment = 'span-collector';

const image = process.env.TEST_NODE_IMAGE ?? 'node:24-slim';

const inNamespace = ['-n', namespace];

/** Puts the collector up. It fails where a real one is: the test must not take its place. */
export async function startCollector(): Promise<void> {
  await stopCollector();
  const there = await kubectl([...inNamespace, 'get', 'service', service, '--ignore-not-found', '-o', 'name']);
  if (there !== '')
    throw new Error(`${namespace} has a ${service} already: the test cannot collect spans in its place`);
  const manifests = await kubectl(['kustomize', folder]);
  await kubectl(['create', '-f', '-'], {
    stdin: manifests.replace('image: weather/machine-learning', `image: ${image}`),
  });
  await kubectl([...inNamespace, 'rollout', 'status', `deployment/${deployment}`, '--timeout=120s']);
}

/** Somebody's Jaeger stays: behind its service there is something else. */
export async function stopCollector(): Promise<void> {
  const behind = ['get', 'service', service, '--ignore-not-found', '-o', 'jsonpath={.spec.selector.app}'];
  if ((await kubectl([...inNamespace, ...behind])) !== deployment) return;
  await kubectl(['delete', '-k', folder, '--ignore-not-found']);
}

/** The spans so far of the trace that a proxy made for this request id; none while it is not known. */
export async function spansOfRequest(requestId: string): Promise<Span[]> {
  const spans = await allSpans();
  const traceId = spans.find(({ attributes }) => attributes['guid:x-request-id'] === requestId)?.traceId;
  return traceId === undefined ? [] : spans.filter((span) => span.traceId === traceId);
}

const answerSchema = z.object({
  spans: z.array(
    z.object({
      service: z.string(),
      traceId: z.string(),
      spanId: z.string(),
      parentId: z.string(),
      name: z.string(),
      attributes: z.record(z.string(), z.string()),
    }),
  ),
});

async function allSpans(): Promise<Span[]> {
  const path = `/api/v1/namespaces/${namespace}/services/${service}:http-otlp/proxy/spans`;
  return answerSchema.parse(JSON.parse(await kubectl(['get', '--raw', path]))).spans;
}
