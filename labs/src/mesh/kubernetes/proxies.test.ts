import { expect, test } from 'vitest';
import { type Replica, gatewayWorkload } from '../mesh.ts';
import { proxiesOn } from './proxies.ts';
import { madeUpCluster } from './testing.ts';

const replica: Replica = {
  workload: 'gui',
  name: 'gui-1',
  address: '10.244.0.9',
  version: 'v1',
  ready: true,
  hasProxy: true,
};
const { signal } = new AbortController();
const place = { namespace: 'weather', gatewayNamespace: 'gate-place' };

test('the admin interface is asked inside the pod', async () => {
  const { kubectl, lines } = madeUpCluster([['exec', '{}']]);
  const { admin } = proxiesOn(kubectl, place, signal);
  expect(await admin(replica, 'clusters?format=json')).toBe('{}');
  await admin({ ...replica, workload: gatewayWorkload }, 'stats');
  expect(lines()[0]).toMatch(/exec -n weather gui-1 -c istio-proxy -- pilot-agent request GET clusters\?format=json$/);
  expect(lines()[1]).toContain('-n gate-place');
});

test('a path that the proxy does not know, and a pod without a proxy, are refused', async () => {
  const { admin } = proxiesOn(madeUpCluster([['exec', 'invalid path. admin commands are:\n']]).kubectl, place, signal);
  await expect(admin(replica, 'none')).rejects.toThrow('the proxy of gui-1 knows no none');
  await expect(admin({ ...replica, hasProxy: false }, 'stats')).rejects.toThrow('gui-1 has no proxy');
});

test('the log is asked for from a moment on', async () => {
  const { kubectl, lines } = madeUpCluster([['logs', 'one\ntwo\n']]);
  const log = await proxiesOn(kubectl, place, signal).accessLog(replica, new Date('2026-11-21T12:00:00Z'));
  expect(log).toEqual(['one', 'two']);
  expect(lines()[0]).toContain('--since-time=2026-11-21T12:00:00.000Z');
});

test("the service's own log is that of its container", async () => {
  const { kubectl, lines } = madeUpCluster([['logs', '{}\n']]);
  const log = await proxiesOn(kubectl, place, signal).serviceLog(replica, new Date('2026-11-21T12:00:00Z'));
  expect(log).toEqual(['{}']);
  expect(lines()[0]).toMatch(/logs -n weather gui-1 -c service --since-time=2026-11-21T12:00:00.000Z$/);
});

test("metrics come by way of the API server from the sidecar's agent", async () => {
  const { kubectl, lines } = madeUpCluster([['get --raw', 'up 1\n']]);
  expect(await proxiesOn(kubectl, place, signal).metrics(replica)).toBe('up 1\n');
  expect(lines()[0]).toContain('/api/v1/namespaces/weather/pods/gui-1:15020/proxy/stats/prometheus');
});

test('a service outside the mesh gives out its metrics itself', async () => {
  const { kubectl, lines } = madeUpCluster([['get --raw', 'up 1\n']]);
  await proxiesOn(kubectl, place, signal).metrics({ ...replica, hasProxy: false });
  expect(lines()[0]).toContain('/api/v1/namespaces/weather/pods/gui-1:3001/proxy/metrics');
});
