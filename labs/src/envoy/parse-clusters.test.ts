import { expect, test } from 'vitest';
import { recorded } from '../../test/recorded.ts';
import { parseClusters, picksByEndpoint } from './parse-clusters.ts';

const name = 'outbound|3001||machine-learning-v1.weather.svc.cluster.local';

test('each endpoint has the number of requests that were sent to it', () => {
  const endpoints = parseClusters(recorded('clusters.json')).get(name)!;
  expect(endpoints.map(({ requests }) => requests)).toEqual([100, 100, 100]);
  expect(endpoints.every(({ healthy }) => healthy)).toBe(true);
  expect(picksByEndpoint(recorded('clusters.json'))[name]).toEqual({
    '10.244.0.12:3001': 100,
    '10.244.0.20:3001': 100,
    '10.244.0.21:3001': 100,
  });
});

test('a cluster without endpoints has no picks, and an endpoint without requests has 0', () => {
  const picks = picksByEndpoint(recorded('clusters.json'));
  expect(picks.BlackHoleCluster).toEqual({});
  expect(picks['outbound|3001||message-queue.weather.svc.cluster.local']).toEqual({ '10.244.0.13:3001': 0 });
});

test.each([
  ['thrown out by outlier detection', { eds_health_status: 'HEALTHY', failed_outlier_check: true }],
  ['reported unhealthy', { eds_health_status: 'UNHEALTHY' }],
  ['draining', { eds_health_status: 'DRAINING' }],
])('an endpoint that is %s is not healthy', (_, health_status) => {
  const host = { address: { socket_address: { address: 'fd00::c', port_value: 80 } }, health_status };
  const answer = JSON.stringify({ cluster_statuses: [{ name: 'a', host_statuses: [host] }] });
  expect(parseClusters(answer).get('a')).toEqual([{ address: '[fd00::c]:80', requests: 0, healthy: false }]);
});

test('an odd answer says what is odd', () => {
  expect(() => parseClusters('{"cluster_statuses": {}}')).toThrow(/clusters\?format=json is not as expected/);
  expect(() => parseClusters('')).toThrow('is empty');
});
