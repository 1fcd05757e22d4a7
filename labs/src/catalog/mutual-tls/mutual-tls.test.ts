import { modelPath } from '@weather/contracts';
import { describe, expect, test } from 'vitest';
import { type Asked, askedPhase } from '../../../test/asked-phases.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { ProxyConfiguration } from '../../envoy/configuration.ts';
import { readRules, scenarioFolder } from '../../runner/scenario.ts';
import { mutualTls } from './mutual-tls.ts';
import { actsAtTheService } from './rules.ts';
import { requests } from './traffic.ts';

const service = 'machine-learning-logged';
const policy = 'machine-learning-v1';
const identity = 'spiffe://cluster.local/ns/weather/sa/model-reader';

const answered: Asked = { path: modelPath, to: service, status: 200, by: 'service' };
const cut: Asked = { ...answered, status: 0, by: 'nobody, the connection was cut' };

interface Setting {
  name?: string;
  /** What becomes of plain text. */
  plain: Asked;
  /** Who the client with a proxy is, as the proxy beside the service sees it. */
  seen?: string;
  inside?: Asked;
  certificate?: string;
  /** Whom the service's log names, of a request that its proxy says came from `peer`. */
  logged?: (peer: string) => string;
}

function phase({ name = 'after', plain, inside = answered, ...as }: Setting): Phase {
  const { seen = identity, certificate = identity, logged = (peer) => peer } = as;
  const made = askedPhase(
    { name, title: name },
    [
      { name: 'inside', hasProxy: true, identity: seen, asked: Array.from({ length: requests }, () => inside) },
      { name: 'client', hasProxy: false, identity: '', asked: Array.from({ length: requests }, () => plain) },
    ],
    { inside: [service] },
  );
  const certificates = [
    { identity: certificate, serial: '1', validFrom: '2026-01-01T00:00:00Z', expires: '2026-01-02T00:00:00Z' },
  ];
  const atTheService = made.proxies.filter(({ side }) => side === 'server').flatMap(({ log }) => log);
  const serviceLog = atTheService
    .filter(({ details }) => details === 'via_upstream')
    .map(({ requestId, traceId, status, peer }) => ({ requestId, traceId, status, caller: logged(peer) }));
  return { ...made, more: { certificates, serviceLog } };
}

const before = (setting: Partial<Setting> = {}) => phase({ name: 'before', plain: answered, ...setting });

const results = (phases: readonly Phase[], result: string) =>
  mutualTls
    .judge(phases)
    .filter((check) => check.result === result)
    .map(({ id }) => id);

const failing = (phases: readonly Phase[]) => results(phases, 'fails');

const all = (setting: Partial<Setting>) => [before(setting), phase({ plain: cut, ...setting })];

const none = () => {
  const empty = askedPhase(
    { name: 'none', title: 'none' },
    [
      { name: 'inside', hasProxy: true, identity, asked: [] },
      { name: 'client', hasProxy: false, identity: '', asked: [] },
    ],
    { inside: [service] },
  );
  return { ...empty, more: { certificates: [], serviceLog: [] } };
};

describe('mutual TLS', () => {
  test('plain text passes before the rule and not after it: everything holds', () => {
    expect(results([before(), phase({ plain: cut })], 'holds')).toEqual([
      'plain-text-passes',
      'plain-text-refused',
      'mesh-is-served',
      'identity',
      'caller-logged',
      'before-witnesses',
      'after-witnesses',
    ]);
  });

  test('PERMISSIVE, or an exception for the port: plain text still passes', () => {
    expect(failing([before(), phase({ plain: answered })])).toEqual(['plain-text-refused']);
  });

  test('DISABLE: nobody shows a certificate, and plain text still passes', () => {
    const both = { seen: '' };
    expect(failing([before(both), phase({ ...both, plain: answered })])).toEqual([
      'plain-text-refused',
      'identity',
      'caller-logged',
    ]);
  });

  test('a client that reaches nothing at all is not one that is refused', () => {
    expect(failing([before({ plain: cut }), phase({ plain: cut })])).toEqual(['plain-text-passes']);
  });

  test('a request that timed out was not refused', () => {
    const after = phase({ plain: cut });
    after.further![0]!.load.records[3]!.error = 'request timeout';
    expect(failing([before(), after])).toEqual(['plain-text-refused']);
  });

  test('one request that came through is one too many', () => {
    const after = phase({ plain: cut });
    const [line] = phase({ plain: answered }).proxies[1]!.log.slice(-1);
    after.proxies[1]!.log.push(line!);
    expect(failing([before(), after])).toContain('plain-text-refused');
  });

  test('a caller whose proxy sends plain text gets nothing', () => {
    const broken: Asked = { ...answered, status: 503, by: "client's proxy" };
    expect(failing([before(), phase({ plain: cut, inside: broken })])).toEqual(['mesh-is-served']);
  });

  test('another certificate than that of the account, or another than the proxy saw', () => {
    const other = 'spiffe://cluster.local/ns/weather/sa/default';
    expect(failing(all({ seen: other, certificate: other }))).toEqual(['identity', 'caller-logged']);
    expect(failing(all({ seen: other }))).toEqual(['identity', 'caller-logged']);
  });

  test('a refusal of which the proxy does not tell is a disagreement', () => {
    const after = phase({ plain: cut });
    after.proxies[1]!.log.pop();
    expect(failing([before(), after])).toEqual(['after-witnesses']);
  });

  test('without traffic nothing is said', () => {
    expect(results([none(), none()], 'undecided')).toEqual([
      'plain-text-passes',
      'plain-text-refused',
      'mesh-is-served',
      'identity',
      'caller-logged',
    ]);
  });

  test('nor where a load ended early', () => {
    const after = phase({ plain: cut });
    after.further![0]!.load.records.length = 3;
    expect(results([before(), after], 'undecided')).toEqual(['plain-text-refused']);
  });

  test('a service that is not told who asks, or believes what plain text says of itself', () => {
    expect(failing(all({ logged: () => '' }))).toEqual(['caller-logged']);
    expect(failing(all({ logged: () => identity }))).toEqual(['caller-logged']);
  });

  test('a request that the service did not log, or logged twice', () => {
    const [first, after] = [before(), phase({ plain: cut })];
    const log = (first.more.serviceLog as unknown[]).slice();
    expect(failing([{ ...first, more: { ...first.more, serviceLog: log.slice(1) } }, after])).toEqual([
      'caller-logged',
    ]);
    const twice = { ...first, more: { ...first.more, serviceLog: [log[0], ...log] } };
    expect(failing([twice, after])).toEqual(['caller-logged']);
  });

  test('draws who is answered when, and both clients under the rule', () => {
    const [bars, timeline] = mutualTls.figures([before(), phase({ plain: cut })]);
    expect(bars).toMatchObject({
      bars: [{ value: requests }, { value: requests }, { value: requests }, { value: 0, high: 0 }],
    });
    expect(timeline).toMatchObject({ series: [{ label: 'with a proxy' }, { label: 'without' }] });
  });
});

const taking = (...transports: string[]): ProxyConfiguration => ({
  clusters: [],
  virtualHosts: [],
  listeners: [
    {
      name: 'virtualInbound',
      direction: 'INBOUND',
      routeConfigurations: [],
      takes: [{ port: undefined, transport: 'tls' }, ...transports.map((transport) => ({ port: 3001, transport }))],
      httpFilters: [],
      tracing: [],
      logsRequests: true,
    },
  ],
});

describe('rules', () => {
  test('every setting fits both folders of rules, and what they have to bring about is read from them', async () => {
    const folder = scenarioFolder(mutualTls.scenario);
    const [rule, permissive] = [await readRules(folder), await readRules(`${folder}/permissive`)];
    for (const { change, expectations } of [mutualTls.rule, ...mutualTls.controls]) {
      expect(() => change(permissive)).not.toThrow();
      expect(actsAtTheService(change(rule)).map(({ what }) => what)).toEqual(expectations.map(({ what }) => what));
    }
    expect(actsAtTheService(permissive)).toMatchObject([
      { what: expect.stringContaining('mutual TLS and plain text'), proxies: policy },
      { what: expect.stringContaining('mutual TLS and plain text'), proxies: service },
    ]);
  });

  test.each([
    ['STRICT', ['tls'], undefined],
    ['STRICT', ['raw_buffer', 'tls'], 'it takes mutual TLS and plain text'],
    ['PERMISSIVE', ['raw_buffer', 'tls'], undefined],
    ['PERMISSIVE', ['tls'], 'it takes mutual TLS only'],
    ['DISABLE', ['raw_buffer'], undefined],
    ['DISABLE', ['tls'], 'it takes mutual TLS only'],
  ])('%s where the port takes %s', (mode, transports, instead) => {
    const [expectation] = actsAtTheService([
      {
        apiVersion: 'security.istio.io/v1',
        kind: 'PeerAuthentication',
        metadata: { name: policy },
        spec: { mtls: { mode } },
      },
    ]);
    expect(expectation!.missing(taking(...transports), () => [])).toBe(instead);
  });
});
