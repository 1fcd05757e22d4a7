import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { kubectl } from './cluster.ts';
import { type Span, spansIn } from './otlp-spans.ts';

/**
 * The place that mesh and services send their spans to when they are sent at all (istio/mesh-config.yaml and the
 * component observability): what Istio's Jaeger addon offers. The test's own collector stands there for a while.
 */
const name = 'jaeger-collector';
const namespace = 'istio-system';
export const collectorUrl = `http://${name}.${namespace}:4318`;
const labels = { app: 'weather-span-collector' };

const image = process.env.TEST_NODE_IMAGE ?? 'node:24-slim';

function objects(script: string) {
  const metadata = { name, namespace, labels };
  const command = ['node', '/scripts/receiver.mjs'];
  const ports = [
    { name: 'grpc-otlp', port: 4317 },
    { name: 'http-otlp', port: 4318 },
  ];
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'receiver.mjs': script } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, labels: { ...labels, 'sidecar.istio.io/inject': 'false' } },
      spec: {
        containers: [
          {
            name: 'collector',
            image,
            imagePullPolicy: 'IfNotPresent',
            command,
            volumeMounts: [{ name: 'scripts', mountPath: '/scripts' }],
            readinessProbe: { httpGet: { path: '/', port: 4318 }, periodSeconds: 1 },
          },
        ],
        volumes: [{ name: 'scripts', configMap: { name } }],
        terminationGracePeriodSeconds: 0,
      },
    },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports } },
  ];
}

/** Puts the collector up. It fails where a real one is: the test must not take its place. */
export async function startCollector(): Promise<void> {
  await stopCollector();
  const there = await kubectl(['-n', namespace, 'get', 'service', name, '--ignore-not-found', '-o', 'name']);
  if (there !== '') throw new Error(`${namespace} has a ${name} already: the test cannot collect spans in its place`);
  const script = await readFile(join(import.meta.dirname, 'otlp-receiver.mjs'), 'utf8');
  const yaml = objects(script)
    .map((object) => stringify(object))
    .join('---\n');
  await kubectl(['create', '-f', '-'], { stdin: yaml });
  await kubectl(['-n', namespace, 'wait', 'pod', name, '--for=condition=Ready', '--timeout=120s']);
}

export async function stopCollector(): Promise<void> {
  const kinds = 'pods,services,configmaps';
  await kubectl(['-n', namespace, 'delete', kinds, '-l', `app=${labels.app}`, '--ignore-not-found']);
}

/** The spans so far of the trace that a proxy made for this request id; none while it is not known. */
export async function spansOfRequest(requestId: string): Promise<Span[]> {
  const naming = await spansContaining(Buffer.from(requestId));
  const traceId = naming.find(({ attributes }) => attributes['guid:x-request-id'] === requestId)?.traceId;
  if (traceId === undefined) return [];
  return (await spansContaining(Buffer.from(traceId, 'hex'))).filter((span) => span.traceId === traceId);
}

async function spansContaining(bytes: Buffer): Promise<Span[]> {
  const path = `/api/v1/namespaces/${namespace}/pods/${name}:4318/proxy/${bytes.toString('hex')}`;
  const messages = z.array(z.string()).parse(JSON.parse(await kubectl(['get', '--raw', path])));
  return messages.flatMap((message) => spansIn(Buffer.from(message, 'base64')));
}
