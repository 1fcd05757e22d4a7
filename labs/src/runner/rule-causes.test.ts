import { expect, test } from 'vitest';
import type { ProxyCluster } from '../envoy/configuration.ts';
import type { MeshObject } from '../mesh/mesh.ts';
import type { Circumstances } from './cause.ts';
import { ruleWithoutEffect } from './rule-causes.ts';

const rule = (host: string): MeshObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { name: 'mq-circuit-breaker' },
  spec: { host },
});

const clusterMadeBy = (name: string | undefined): ProxyCluster => ({
  name: 'outbound|3001||message-queue.weather.svc.cluster.local',
  endpoints: [],
  lbPolicy: 'ROUND_ROBIN',
  circuitBreakers: {},
  maxRequestsPerConnection: undefined,
  raw: name && {
    metadata: {
      filter_metadata: {
        istio: { config: `/apis/networking.istio.io/v1/namespaces/weather/destination-rule/${name}` },
      },
    },
  },
});

const findings = (objects: MeshObject[], madeBy: string | undefined) =>
  ruleWithoutEffect(
    {
      objects,
      proxies: [
        {
          replica: { name: 'lab-client-client', workload: 'lab-client' },
          configuration: { clusters: [clusterMadeBy(madeBy)], virtualHosts: [], listeners: [] },
        },
      ],
    } as unknown as Circumstances,
    [],
  );

test('a rule that is obeyed is no cause, by whatever name it calls its host', () => {
  expect(findings([rule('message-queue')], 'mq-circuit-breaker')).toEqual([]);
  expect(findings([rule('message-queue.weather.svc.cluster.local')], 'mq-circuit-breaker')).toEqual([]);
  expect(findings([rule('message-queue')], undefined)).toEqual([]);
  expect(findings([rule('*.weather.svc.cluster.local')], 'another')).toEqual([]);
});

test('another rule for the same host is named', () => {
  const [finding] = findings([rule('message-queue')], 'of-somebody-else');
  expect(finding).toMatchObject({ layer: 'another rule', evidence: expect.stringContaining('of-somebody-else') });
});

test('a host that nobody has is named', () => {
  expect(findings([rule('mesage-queue')], 'weather')).toMatchObject([
    { layer: 'host', says: expect.stringContaining('mesage-queue') },
  ]);
});
