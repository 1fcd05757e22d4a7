import { expect, test } from 'vitest';
import type { ProxyConfiguration, ProxyRoute } from '../envoy/configuration.ts';
import { abortOf, delayOf, everyRequest, injects, noFault } from './injected-faults.ts';

const jason = { prefix: '/', case_sensitive: true, headers: [{ name: 'end-user', string_match: { exact: 'jason' } }] };

/** As Envoy tells it. */
const route = (match: unknown, fault?: object): ProxyRoute => ({
  name: '',
  match,
  clusters: [],
  retries: undefined,
  timeoutMs: undefined,
  raw: {
    route: {},
    ...(fault && {
      typed_per_filter_config: {
        'envoy.filters.http.fault': {
          '@type': 'type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault',
          ...fault,
        },
      },
    }),
  },
});

const configuration = (...routes: ProxyRoute[]): ProxyConfiguration => ({
  clusters: [],
  listeners: [],
  virtualHosts: [
    {
      routeConfiguration: '3001',
      name: '',
      domains: ['machine-learning-v1.weather.svc.cluster.local'],
      rateLimits: [],
      routes,
    },
  ],
});

const delay = { delay: { fixed_delay: '7s', percentage: { numerator: 1_000_000, denominator: 'MILLION' } } };
const abort = { abort: { http_status: 500, percentage: { numerator: 20 } } };

const missing = (wanted: Parameters<typeof injects>[2], ...routes: ProxyRoute[]) =>
  injects('client', 'machine-learning-v1', wanted).missing(configuration(...routes), () => []);

const wanted = [
  { requests: 'end-user: jason', fault: delayOf(7, 100) },
  { requests: everyRequest, fault: noFault },
];

test('faults are read route by route', () => {
  expect(missing(wanted, route(jason, delay), route({ prefix: '/' }))).toBeUndefined();
  expect(missing([{ fault: abortOf(500, 20) }], route({ path: '/api/v1/models' }, abort))).toBeUndefined();
  expect(
    missing([{ fault: `${delayOf(7, 100)} and ${abortOf(500, 20)}` }], route({}, { ...delay, ...abort })),
  ).toBeUndefined();
});

test('what is there instead is told', () => {
  expect(missing(wanted, route({ prefix: '/' }))).toBe('they are every request: no fault');
  expect(missing(wanted, route({ path: '/x' }, abort), route({ prefix: '/' }))).toBe(
    'they are path /x: 500 for 20 %; then every request: no fault',
  );
  expect(missing(wanted)).toBe('they are on no route');
});

test('a share of nothing is left out by Envoy', () => {
  const never = { delay: { fixed_delay: '0.500s', percentage: { denominator: 'MILLION' } } };
  expect(missing([{ fault: delayOf(0.5, 0) }], route({}, never))).toBeUndefined();
});
