import { expect, test } from 'vitest';
import { madeUpLab } from '../../test/made-up-lab.ts';
import { replica } from '../../test/rate-limited-phases.ts';
import type { ProxyListener } from '../envoy/configuration.ts';
import type { MeshObject } from '../mesh/mesh.ts';
import type { Circumstances } from './cause.ts';
import { nobodyToTell } from './tracing-causes.ts';

const telemetry: MeshObject = {
  apiVersion: 'telemetry.istio.io/v1',
  kind: 'Telemetry',
  metadata: { name: 'sampling' },
  spec: { tracing: [{ providers: [{ name: 'zipkin' }], randomSamplingPercentage: 30 }] },
};

function found(objects: MeshObject[], tracing: ProxyListener['tracing']) {
  const listener = {
    name: 'a',
    direction: 'OUTBOUND',
    routeConfigurations: [],
    takes: [],
    httpFilters: [],
    tracing,
    logsRequests: true,
  };
  const configuration = { clusters: [], virtualHosts: [], listeners: [listener] };
  const proxies = [{ replica: replica('lab-client', 0), configuration }];
  const around: Circumstances = {
    lab: madeUpLab,
    setting: madeUpLab.rule,
    objects,
    proxies,
    replicas: [],
    services: [],
  };
  return nobodyToTell(around, []);
}

test('a provider that the proxy knows nothing of is named', () => {
  expect(found([telemetry], [])).toMatchObject([
    { layer: 'tracing provider', says: expect.stringContaining('zipkin') },
  ]);
});

test('where proxies trace, or nobody asked them to, nothing is said', () => {
  expect(found([telemetry], [{ sampling: 30, collector: 'a' }])).toEqual([]);
  expect(found([{ ...telemetry, spec: { accessLogging: [] } }], [])).toEqual([]);
});
