import { describe, expect, test } from 'vitest';
import { accessLine } from '../../test/access-lines.ts';
import { account, replica } from '../../test/rate-limited-phases.ts';
import type { Phase, ProxyAccount } from '../bench/evidence.ts';
import { clusterOf } from '../catalog/names.ts';
import { retry } from '../catalog/retry/retry.ts';
import { flaky } from '../catalog/retry/rules.ts';
import type { AccessLine } from '../envoy/access-line.ts';
import type { ProxyRoute } from '../envoy/configuration.ts';
import type { MeshObject } from '../mesh/mesh.ts';
import type { Circumstances } from './cause.ts';
import { conditionNotMet, ejectionCapped, wantsRetries } from './resilience-causes.ts';

const client = replica('lab-client', 90);

const rule = (retries: object | undefined): MeshObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: flaky },
  spec: { hosts: [flaky], http: [{ ...(retries !== undefined && { retries }) }] },
});

const route: ProxyRoute = {
  name: 'default',
  match: {},
  clusters: [{ name: clusterOf(flaky), weight: 100 }],
  retries: { attempts: 3, on: 'connect-failure,refused-stream' },
  timeoutMs: undefined,
  raw: {},
};

const around = (objects: MeshObject[], retries: ProxyRoute['retries'] = route.retries): Circumstances => {
  const host = { routeConfiguration: '3001', name: flaky, domains: [flaky], rateLimits: [] };
  const virtualHosts = [{ ...host, routes: [{ ...route, retries }] }];
  return {
    lab: retry,
    setting: retry.rule,
    objects,
    proxies: [{ replica: client, configuration: { clusters: [], listeners: [], virtualHosts } }],
    replicas: [client],
    services: [],
  };
};

const phase = (log: AccessLine[], more: Partial<ProxyAccount> = {}) =>
  [{ proxies: [account(client, 'client', log, more)] }] as unknown as Phase[];

const failure = (different: Partial<AccessLine> = {}) =>
  accessLine({ authority: `${flaky}:3001`, status: 503, ...different });

test('a rule wants second tries if it says how many, and not 0', () => {
  expect(wantsRetries([rule({ attempts: 3 })])).toBe(true);
  expect(wantsRetries([rule({ attempts: 0 })])).toBe(false);
  expect(wantsRetries([rule(undefined)])).toBe(false);
  expect(wantsRetries([])).toBe(false);
});

describe('a condition that is not met', () => {
  const objects = [rule({ attempts: 3 })];

  test('is named where failures were not tried again', () => {
    expect(conditionNotMet(around(objects), phase([failure(), failure()]))).toMatchObject([
      { layer: 'retryOn', evidence: expect.stringContaining('2 requests failed, with 503') },
    ]);
  });

  test('is not, where some were, none failed, the mesh failed itself, or nobody wanted second tries', () => {
    expect(conditionNotMet(around(objects), phase([failure(), failure({ attempts: 4 })]))).toEqual([]);
    expect(conditionNotMet(around(objects), phase([failure({ status: 200 })]))).toEqual([]);
    expect(conditionNotMet(around(objects), phase([failure({ upstream: '' })]))).toEqual([]);
    expect(conditionNotMet(around([]), phase([failure()]))).toEqual([]);
  });
});

const counters = (growth: Record<string, number>) => {
  const prefix = `cluster.${clusterOf('three-models')};.outlier_detection.`;
  return phase([], {
    growth: Object.fromEntries(Object.entries(growth).map(([name, count]) => [`${prefix}${name}`, count])),
  });
};

describe('a limit on how many may be thrown out', () => {
  test('is named where it kept all in', () => {
    expect(ejectionCapped(around([]), counters({ ejections_overflow: 7 }))).toMatchObject([
      { layer: 'maxEjectionPercent', evidence: expect.stringContaining('grew by 7') },
    ]);
  });

  test('is not, where somebody was thrown out, or was to be', () => {
    expect(ejectionCapped(around([]), counters({ ejections_overflow: 7, ejections_enforced_total: 1 }))).toEqual([]);
    expect(ejectionCapped(around([]), counters({}))).toEqual([]);
  });
});
