import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { appsAndVersions, sourceDeployments } from '../src/manifest-files/deployments.ts';
import { describeInCluster, kubectl, namespace } from './support/cluster.ts';

const deployments = sourceDeployments();

/** Has no sidecar: what runs here is outside the mesh. */
const outside = 'weather-outside';

const containerStatus = z.object({ name: z.string(), ready: z.boolean() });
const container = z.looseObject({
  name: z.string(),
  image: z.string(),
  readinessProbe: z
    .object({ httpGet: z.object({ path: z.string(), port: z.union([z.string(), z.int()]) }) })
    .optional(),
});
const podsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        labels: z.record(z.string(), z.string()),
        deletionTimestamp: z.string().optional(),
      }),
      spec: z.object({ containers: z.array(container), initContainers: z.array(container).default([]) }),
      status: z.object({
        podIP: z.string(),
        containerStatuses: z.array(containerStatus),
        initContainerStatuses: z.array(containerStatus).default([]),
      }),
    }),
  ),
});

async function services() {
  const selector = `app in (${[...new Set(deployments.map(({ service }) => service))].join(',')})`;
  const text = await kubectl(['-n', namespace, 'get', 'pods', '-l', selector, '-o', 'json']);
  return podsSchema.parse(JSON.parse(text)).items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** Asks from inside a pod; answers `status body`, or `failed` and the code of the error. */
const fetchFrom = (pod: readonly string[], url: string) => {
  const program = `fetch(${JSON.stringify(url)}, { signal: AbortSignal.timeout(10_000) })
    .then(async (answer) => console.log(answer.status, await answer.text()))
    .catch((error) => console.log('failed', error.cause?.code ?? error.name))`;
  return kubectl(['exec', ...pod, '--', 'node', '--eval', program]);
};

/** What a client meets whose plain text is taken for a broken handshake: while it waits, or while it still writes. */
const cutOff = /^failed (ECONNRESET|EPIPE|UND_ERR_SOCKET)$/;

const plainClient = ['-n', outside, 'client'];

describeInCluster('in the mesh', () => {
  beforeAll(async () => {
    await kubectl(['wait', '-n', namespace, '--for=condition=Available', 'deployment', '--all', '--timeout=120s']);
    const [pod] = await services();
    const { image } = pod!.spec.containers.find(({ name }) => name === 'service')!;
    await kubectl(['delete', 'namespace', outside, '--ignore-not-found']);
    await kubectl(['create', 'namespace', outside]);
    const wait = 'setTimeout(() => {}, 3_600_000)';
    const settings = ['--restart=Never', '--image-pull-policy=IfNotPresent', '--command'];
    await kubectl(['-n', outside, 'run', 'client', `--image=${image}`, ...settings, '--', 'node', '--eval', wait]);
    await kubectl(['-n', outside, 'wait', '--for=condition=Ready', 'pod/client', '--timeout=60s']);
  });

  afterAll(async () => {
    await kubectl(['-n', outside, 'delete', 'pod', 'client', '--now']);
    await kubectl(['delete', 'namespace', outside]);
  });

  test('all deployments have their pods up, each with its sidecar', async () => {
    const pods = await services();
    const workloads = pods.map(({ metadata: { labels } }) => `${labels.app} ${labels.version}`);
    expect([...new Set(workloads)].toSorted()).toEqual(appsAndVersions());
    for (const { metadata, status } of pods) {
      const running = [...status.containerStatuses, ...status.initContainerStatuses];
      for (const name of ['service', 'istio-proxy']) {
        expect(running.find((item) => item.name === name)?.ready, `${metadata.name} ${name}`).toBe(true);
      }
    }
  });

  test('the heap of each service ends well before the memory of its container', async () => {
    const program = `console.log(v8.getHeapStatistics().heap_size_limit / process.constrainedMemory())`;
    for (const { metadata } of await services()) {
      const share = await kubectl([
        '-n',
        namespace,
        'exec',
        metadata.name,
        '-c',
        'service',
        '--',
        'node',
        '-e',
        program,
      ]);
      expect(Number(share), metadata.name).toBeGreaterThan(0.5);
      expect(Number(share), metadata.name).toBeLessThan(0.7);
    }
  });

  test('probes go past mutual TLS, through the sidecar, and still ask the service', async () => {
    for (const { metadata, spec } of await services()) {
      const service = spec.containers.find(({ name }) => name === 'service')!;
      expect(service.readinessProbe!.httpGet, metadata.name).toEqual({
        path: '/app-health/service/readyz',
        port: 15020,
      });
    }
  });

  test('metrics of service and sidecar are both to be had without mutual TLS', async () => {
    for (const { metadata, status } of await services()) {
      const answer = await fetchFrom(plainClient, `http://${status.podIP}:15020/stats/prometheus`);
      expect(answer, metadata.name).toMatch(/^200 /);
      expect(answer, metadata.name).toContain('nodejs_eventloop_lag_seconds');
      expect(answer, metadata.name).toContain('envoy_server_live');
    }
  });

  test('a client without a sidecar is refused, by address and by name', async () => {
    for (const { metadata, status } of await services()) {
      const byAddress = await fetchFrom(plainClient, `http://${status.podIP}:3001/livez`);
      expect(byAddress.trim(), metadata.name).toMatch(cutOff);
      const byName = await fetchFrom(plainClient, `http://${metadata.labels.app}.${namespace}:3001/livez`);
      expect(byName.trim(), metadata.name).toMatch(cutOff);
    }
  });

  test('a client with one is served', async () => {
    for (const callee of [
      'simulation',
      'message-queue',
      'machine-learning',
      'machine-learning-v1',
      'machine-learning-v2',
    ]) {
      const pod = ['-n', namespace, 'deployment/gui', '-c', 'service'];
      expect(await fetchFrom(pod, `http://${callee}:3001/livez`), callee).toMatch(/^200 .*"ok"/);
    }
  });

  test('every proxy gives idle connections up after 30 s, to other pods and to its own service', async () => {
    for (const { metadata } of await services()) {
      const clusters = await weatherClusters(metadata.name);
      expect(clusters.get('inbound|3001||'), metadata.name).toBe('30s');
      const outbound = [...clusters].filter(([name]) => name.endsWith(`.${namespace}.svc.cluster.local`));
      // One per deployment, and one that has both models behind it.
      expect(outbound, metadata.name).toHaveLength(deployments.length + 1);
      for (const [name, idleTimeout] of outbound) expect(idleTimeout, `${metadata.name} ${name}`).toBe('30s');
    }
  });
});

const dumpSchema = z.object({
  configs: z.array(
    z.object({
      cluster: z.looseObject({
        name: z.string(),
        typed_extension_protocol_options: z
          .record(
            z.string(),
            z.object({ common_http_protocol_options: z.object({ idle_timeout: z.string().optional() }).optional() }),
          )
          .default({}),
      }),
    }),
  ),
});

/** Idle timeouts of a sidecar's clusters for port 3001, by name. */
async function weatherClusters(pod: string): Promise<Map<string, string | undefined>> {
  const ask = ['pilot-agent', 'request', 'GET', 'config_dump?resource=dynamic_active_clusters'];
  const text = await kubectl(['-n', namespace, 'exec', pod, '-c', 'istio-proxy', '--', ...ask]);
  const { configs } = dumpSchema.parse(JSON.parse(text));
  return new Map(
    configs
      .filter(({ cluster }) => cluster.name.includes('|3001|'))
      .map(({ cluster: { name, typed_extension_protocol_options: options } }) => {
        const http = options['envoy.extensions.upstreams.http.v3.HttpProtocolOptions'];
        return [name, http?.common_http_protocol_options?.idle_timeout];
      }),
  );
}
