import { describe, expect, test } from 'vitest';
import { accessLine } from '../../test/access-lines.ts';
import { account, replica } from '../../test/rate-limited-phases.ts';
import type { Phase } from '../bench/evidence.ts';
import type { ProxyConfiguration } from '../envoy/configuration.ts';
import type { MeshObject } from '../mesh/mesh.ts';
import type { Circumstances } from './cause.ts';
import { plainTextTaken, policyWithoutPods, principalOfNobody, sidecarWithoutPods } from './security-causes.ts';

const service = replica('machine-learning-v1', 0);

const object = (kind: string, name: string, spec: object = {}): MeshObject => ({
  apiVersion: 'security.istio.io/v1',
  kind,
  metadata: { name },
  spec,
});

const told = (different: Partial<ProxyConfiguration>): ProxyConfiguration => ({
  clusters: [],
  virtualHosts: [],
  listeners: [],
  ...different,
});

const inbound = (takes: ProxyConfiguration['listeners'][number]['takes'], rbac?: string) =>
  told({
    listeners: [
      {
        name: 'virtualInbound',
        direction: 'INBOUND',
        routeConfigurations: [],
        takes,
        httpFilters:
          rbac === undefined ? [] : [{ name: 'envoy.filters.http.rbac', config: { policies: { [rbac]: {} } } }],
        tracing: [],
        logsRequests: true,
      },
    ],
  });

const around = (objects: MeshObject[], configuration: ProxyConfiguration) =>
  ({ objects, proxies: [{ replica: service, configuration }] }) as unknown as Circumstances;

describe('a port that takes plain text', () => {
  const rule = object('PeerAuthentication', 'machine-learning-v1');
  const plain = { port: 3001, transport: 'raw_buffer' };
  const tls = { port: 3001, transport: 'tls' };

  test('is named where a rule is about TLS', () => {
    expect(plainTextTaken(around([rule], inbound([plain, tls])), [])).toMatchObject([
      { layer: 'mTLS mode', says: expect.stringContaining('port 3001 of machine-learning-v1') },
    ]);
  });

  test('is no matter otherwise, and one that takes TLS alone is none', () => {
    expect(plainTextTaken(around([], inbound([plain])), [])).toEqual([]);
    const istiosOwn = { port: 15_006, transport: undefined };
    expect(plainTextTaken(around([rule], inbound([tls, istiosOwn])), [])).toEqual([]);
  });
});

test('a policy that stands in no proxy has found no pod', () => {
  const policy = object('AuthorizationPolicy', 'readers');
  expect(policyWithoutPods(around([policy], inbound([])), [])).toMatchObject([{ layer: 'selector' }]);
  const other = inbound([], 'ns[weather]-policy[readers-v2]-rule[0]');
  expect(policyWithoutPods(around([policy], other), [])).toHaveLength(1);
  const found = inbound([], 'ns[weather]-policy[readers]-rule[0]');
  expect(policyWithoutPods(around([policy], found), [])).toEqual([]);
});

const naming = (...principals: string[]) => [
  object('AuthorizationPolicy', 'readers', { rules: [{ from: [{ source: { principals } }] }, { to: [] }] }),
];
const asked = (peer: string, details: string): Phase[] => [
  { proxies: [account(service, 'server', [accessLine({ peer, details })])] } as unknown as Phase,
];
const peer = 'spiffe://cluster.local/ns/weather/sa/model-reader';
const refused = 'rbac_access_denied_matched_policy[none]';
const causes = (objects: MeshObject[], phases: Phase[]) => principalOfNobody(around(objects, told({})), phases);

describe('a principal that nobody has', () => {
  test('is named, beside those who asked', () => {
    expect(causes(naming('cluster.local/ns/wether/sa/model-reader'), asked(peer, refused))).toMatchObject([
      { layer: 'principal', evidence: `who asked: ${peer}` },
    ]);
    expect(causes(naming('cluster.local/ns/weather/sa/gui'), asked('', refused))).toMatchObject([
      { evidence: 'who asked: somebody without a certificate' },
    ]);
  });

  test('is none where the caller has it, where any will do, or where nobody was refused', () => {
    expect(causes(naming('cluster.local/ns/weather/sa/model-reader'), asked(peer, refused))).toEqual([]);
    expect(causes(naming('*/sa/gui'), asked(peer, refused))).toEqual([]);
    expect(causes(naming('cluster.local/ns/weather/sa/gui'), asked(peer, 'via_upstream'))).toEqual([]);
  });
});

const sidecar = (mode: string) => [object('Sidecar', 'lab-client', { outboundTrafficPolicy: { mode } })];

test('a Sidecar that is to close the way out, and a client that still gets out', () => {
  const route = { name: '', match: {}, retries: undefined, timeoutMs: undefined, raw: {} };
  const outTo = (...names: string[]) =>
    told({
      virtualHosts: [
        {
          routeConfiguration: '3001',
          name: 'the rest',
          domains: ['*'],
          rateLimits: [],
          routes: [{ ...route, clusters: names.map((name) => ({ name, weight: 100 })) }],
        },
      ],
    });
  const open = outTo('PassthroughCluster');
  expect(sidecarWithoutPods(around(sidecar('REGISTRY_ONLY'), open), [])).toMatchObject([{ layer: 'selector' }]);
  expect(sidecarWithoutPods(around(sidecar('ALLOW_ANY'), open), [])).toEqual([]);
  expect(sidecarWithoutPods(around(sidecar('REGISTRY_ONLY'), outTo()), [])).toEqual([]);
});
