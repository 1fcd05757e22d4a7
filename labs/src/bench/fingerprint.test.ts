import { describe, expect, test } from 'vitest';
import { recorded } from '../../test/recorded.ts';
import type { ProxyConfiguration } from '../envoy/configuration.ts';
import { parseConfiguration } from '../envoy/parse-configuration.ts';
import { differenceOf, fingerprintOf, isSameFingerprint } from './fingerprint.ts';

const told = parseConfiguration(recorded('config-dump.json'));
const fingerprint = fingerprintOf(told);

const changed = (change: (configuration: ProxyConfiguration) => void) => {
  const copy = structuredClone(told);
  change(copy);
  return fingerprintOf(copy);
};

const cluster = ({ clusters }: ProxyConfiguration) =>
  clusters.find(({ name }) => name.includes('machine-learning-v1'))!;
const route = ({ virtualHosts }: ProxyConfiguration) =>
  virtualHosts.find(({ name }) => name.startsWith('machine-learning-v1'))!.routes[0]!;

describe('what a rule changes, changes the fingerprint', () => {
  const changes: [string, (configuration: ProxyConfiguration) => void][] = [
    ['balancing', (of) => (cluster(of).lbPolicy = 'RANDOM')],
    ['a limit', (of) => (cluster(of).circuitBreakers.maxConnections = 1)],
    ['requests on a connection', (of) => (cluster(of).maxRequestsPerConnection = 3)],
    ['a further cluster', (of) => of.clusters.push({ ...cluster(of), name: 'outbound|3001|v1|machine-learning' })],
    ['weights', (of) => (route(of).clusters = [{ name: 'one', weight: 90 }])],
    ['retries', (of) => (route(of).retries = undefined)],
    ['timeouts', (of) => (route(of).timeoutMs = 5)],
    ['what a route matches', (of) => (route(of).match = { prefix: '/x' })],
    ['rate limits', (of) => of.virtualHosts[0]!.rateLimits.push({})],
    ['filters', (of) => of.listeners[0]!.httpFilters.push({ name: 'limit', config: {} })],
    ["a filter's settings", (of) => (of.listeners[0]!.httpFilters[0]!.config = { other: 1 })],
  ];
  test.each(changes)('%s', (_, change) => {
    expect(isSameFingerprint(changed(change), fingerprint)).toBe(false);
    expect(differenceOf(changed(change), fingerprint)).toHaveLength(1);
  });
});

describe('the same fingerprint has a proxy', () => {
  const changes: [string, (configuration: ProxyConfiguration) => void][] = [
    ['whose endpoints came or went', (of) => cluster(of).endpoints.pop()],
    [
      'that lists everything in another order',
      (of) => {
        of.clusters = of.clusters.toReversed();
        of.virtualHosts = of.virtualHosts.toReversed();
        of.listeners = of.listeners.toReversed();
      },
    ],
    [
      'that keeps routes for which no listener asks any more',
      (of) => of.virtualHosts.push({ ...of.virtualHosts[0]!, routeConfiguration: '8081' }),
    ],
    ['that lists one thing twice, while a former listener drains', (of) => of.virtualHosts.push(of.virtualHosts[0]!)],
  ];
  test.each(changes)('%s', (_, change) => {
    expect(isSameFingerprint(changed(change), fingerprint)).toBe(true);
    expect(differenceOf(changed(change), fingerprint)).toEqual([]);
  });
});
