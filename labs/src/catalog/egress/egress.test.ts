import { modelPath } from '@weather/contracts';
import { describe, expect, test } from 'vitest';
import { type Asked, askedPhase } from '../../../test/asked-phases.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { ProxyConfiguration } from '../../envoy/configuration.ts';
import { readRules, scenarioFolder } from '../../runner/scenario.ts';
import { clusterOf } from '../names.ts';
import { egress } from './egress.ts';
import { declaredAt, forgetsDeclared, knowsDeclared, outsideWorkload, refusesTheUnknown } from './rules.ts';
import { type Destination, destinations, insideService, requestsEach } from './traffic.ts';

const passes: Asked = { path: modelPath, to: outsideWorkload, status: 200, by: 'service' };
const refused: Asked = { ...passes, status: 502, by: "client's proxy" };
const inside: Asked = { ...passes, to: insideService };

type Outcome = Record<Destination, Asked>;

const phase = (name: string, outcome: Partial<Outcome>, each = requestsEach): Phase =>
  askedPhase(
    { name, title: name },
    [
      {
        name: 'client',
        hasProxy: true,
        identity: '',
        asked: Array.from({ length: destinations.length * each }, (_, index) => {
          const whole: Outcome = { declared: refused, undeclared: refused, inside, ...outcome };
          return whole[destinations[index % destinations.length]!];
        }),
      },
    ],
    { inside: [insideService], outside: [outsideWorkload] },
  );

const results = (phases: readonly Phase[], result: string) =>
  egress
    .judge(phases)
    .filter((check) => check.result === result)
    .map(({ id }) => id);

const failing = (before: Partial<Outcome>, after: Partial<Outcome>) =>
  results([phase('before', before), phase('after', after)], 'fails');

describe('egress', () => {
  test('refused until it is declared: everything holds', () => {
    const checks = egress.judge([phase('before', {}), phase('after', { declared: passes })]);
    expect(new Set(checks.map(({ result }) => result))).toEqual(new Set(['holds']));
    expect(checks.find(({ id }) => id === 'before-arrivals')!.counts).toEqual({ sent: 0, counted: 0 });
    expect(checks.find(({ id }) => id === 'after-arrivals')!.counts).toEqual({ sent: 100, counted: 100 });
  });

  test('ALLOW_ANY, no rule, or one that finds no pod: all pass, declared or not', () => {
    const open = { declared: passes, undeclared: passes };
    expect(failing(open, open)).toEqual(['refused-before', 'others-refused']);
  });

  test('another host or port is declared: it is refused as before', () => {
    expect(failing({}, {})).toEqual(['answered-after']);
  });

  test('a Sidecar that leaves the namespace out refuses the services of the mesh, too', () => {
    const closed = { inside: { ...inside, status: 502, by: "client's proxy" } as const };
    expect(failing(closed, { ...closed, declared: passes })).toEqual(['mesh-stays-open']);
  });

  test('a 502 from outside is no refusal', () => {
    expect(failing({ declared: { ...passes, status: 502 } }, { declared: passes })).toEqual(['refused-before']);
  });

  test('a request that arrived outside without being sent there is a disagreement', () => {
    const after = phase('after', { declared: passes });
    after.services[1]!.answers[`GET ${modelPath} 200`] = 101;
    expect(results([phase('before', {}), after], 'fails')).toEqual(['after-arrivals']);
  });

  test('a load that ended early says nothing, however right its answers are', () => {
    const few = [phase('before', {}, 60), phase('after', { declared: passes }, 60)];
    expect(results(few, 'undecided')).toEqual([
      'refused-before',
      'answered-after',
      'others-refused',
      'mesh-stays-open',
    ]);
  });

  test('draws what is answered before and after', () => {
    const [bars] = egress.figures([phase('before', {}), phase('after', { declared: passes })]);
    expect(bars).toMatchObject({
      bars: [{ value: 0 }, { value: 0 }, { value: 100 }, { value: 100, low: 100 }, { value: 0 }, { value: 100 }],
    });
  });
});

const told = (clusters: ProxyConfiguration['clusters'], passthrough: boolean): ProxyConfiguration => ({
  clusters,
  listeners: [],
  virtualHosts: [
    {
      routeConfiguration: '3001',
      name: 'the rest',
      domains: ['*'],
      rateLimits: [],
      routes: [
        {
          name: '',
          match: {},
          clusters: passthrough ? [{ name: 'PassthroughCluster', weight: 100 }] : [],
          retries: undefined,
          timeoutMs: undefined,
          raw: {},
        },
      ],
    },
  ],
});

const cluster = (name: string, address: string) => ({
  name,
  endpoints: [{ address, healthy: true, weight: 1 }],
  lbPolicy: 'LEAST_REQUEST',
  circuitBreakers: {},
  maxRequestsPerConnection: undefined,
  raw: {},
});

describe('rules', () => {
  const folder = scenarioFolder(egress.scenario);

  test('every setting fits both folders of rules, and changes something', async () => {
    const folders = [await readRules(folder), await readRules(`${folder}/declared`)];
    for (const { change } of egress.controls) expect(folders.map(change)).not.toEqual(folders);
    expect(folders.map(egress.rule.change)).toEqual(folders);
  });

  test('the declaration gets the address, and has to stand in the proxy with it', async () => {
    const declaration = declaredAt(await readRules(`${folder}/declared`), '10.0.0.9');
    const [known] = knowsDeclared(declaration, '10.0.0.9');
    const missing = (...clusters: ProxyConfiguration['clusters']) => known!.missing(told(clusters, false), () => []);
    const name = 'outbound|3001||station-archive.example';
    expect(JSON.stringify(declaration)).toContain('"address":"10.0.0.9"');
    expect(missing(cluster(name, '10.0.0.9:3001'))).toBeUndefined();
    expect(missing(cluster(name, '192.0.2.1:3001'))).toBe('it is at 192.0.2.1:3001');
    expect(missing()).toBe('there is no such cluster');
    const [forgotten] = forgetsDeclared(declaration);
    expect(forgotten!.missing(told([], false), () => [])).toBeUndefined();
    expect(forgotten!.missing(told([cluster(name, '10.0.0.9:3001')], false), () => [])).toBe('it is known');
  });

  test('a Sidecar that leaves the services out is live as soon as they are unknown', () => {
    const { expectations } = egress.controls.find(({ name }) => name === 'left-out')!;
    const missing = (...clusters: ProxyConfiguration['clusters']) =>
      expectations.flatMap((expectation) => expectation.missing(told(clusters, false), () => []) ?? []);
    expect(missing(cluster(clusterOf('message-queue'), '10.0.0.8:3001'))).toEqual([]);
    expect(missing(cluster(clusterOf(insideService), '10.0.0.7:3001'))).toEqual(['it is known']);
  });

  test('what is not known is refused or let through', () => {
    expect(refusesTheUnknown(true).missing(told([], false), () => [])).toBeUndefined();
    expect(refusesTheUnknown(true).missing(told([], true), () => [])).toBe('they are let through');
    expect(refusesTheUnknown(false).missing(told([], false), () => [])).toBe('they are refused');
    expect(refusesTheUnknown(true).missing({ ...told([], false), virtualHosts: [] }, () => [])).toContain('nothing');
  });
});
