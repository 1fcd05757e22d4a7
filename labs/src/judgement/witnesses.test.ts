import { describe, expect, test } from 'vitest';
import { accessLines } from '../../test/access-lines.ts';
import { type Asked, askedPhase } from '../../test/asked-phases.ts';
import { countersOf } from '../../test/proxy-counters.ts';
import type { Phase, ProxyAccount, ServiceAccount } from '../bench/evidence.ts';
import type { Replica } from '../mesh/mesh.ts';
import { witnessesOf } from './witnesses.ts';

const replica = (workload: string, address: string): Replica => ({
  workload,
  name: `${workload}-1`,
  address,
  version: 'v1',
  ready: true,
  hasProxy: true,
});

const proxy = (side: ProxyAccount['side'], of: Replica, log: ProxyAccount['log']): ProxyAccount => ({
  replica: of,
  side,
  workers: 1,
  ...countersOf(side, log),
  log,
  others: {},
});

const service = replica('machine-learning-v1', '10.0.0.2');
const gateway = replica('istio-ingressgateway', '10.0.0.3');
const toService = { upstream: '10.0.0.2:3001' };

/** Ten requests of which everybody tells the same, but for what is told differently. */
function witnesses({
  statuses = { 200: 10 } as Record<string, number>,
  client = accessLines(10, toService) as ProxyAccount['log'] | 'no proxy',
  between = undefined as ProxyAccount['log'] | undefined,
  server = accessLines(10, { upstreamCluster: 'inbound|3001||' }),
  others = {} as ProxyAccount['others'],
  answers = { 'GET /api/v1/model 200': 10 } as ServiceAccount['answers'],
  eachTry = false,
}) {
  const phase = {
    name: 'direct',
    title: 'One client',
    changed: [],
    more: {},
    load: { statuses },
    proxies: [
      ...(client === 'no proxy' ? [] : [proxy('client', replica('client', '10.0.0.1'), client)]),
      ...(between === undefined ? [] : [proxy('gateway', gateway, between)]),
      { ...proxy('server', service, server), others },
    ],
    services: [{ replica: service, answers }],
  } as unknown as Phase;
  return witnessesOf(phase, { method: 'GET', route: '/api/v1/model', eachTry });
}

test('witnesses that tell the same', () => {
  expect(witnesses({})).toMatchObject({
    id: 'direct-witnesses',
    role: 'witness',
    result: 'holds',
    n: 10,
    alpha: 0,
    counts: {
      'client sent': 10,
      'client proxy logged': 10,
      'passed on to server': 10,
      'server proxies logged': 10,
      'reached a service': 10,
      'services counted': 10,
    },
  });
});

describe('a disagreement is found, and said in words', () => {
  const bad = accessLines(2, { ...toService, status: 503 });
  const cases: [string, Parameters<typeof witnesses>[0], string][] = [
    [
      'a line that is missing at the client',
      { client: accessLines(9, toService) },
      "10 sent, but 9 in the log of the client's proxy",
    ],
    ['a line too many at the client', { client: accessLines(11, toService) }, '10 sent, but 11 in the log'],
    [
      'other statuses',
      { client: [...accessLines(8, toService), ...bad] },
      'status 200: client 10, the proxy 8; status 503: client 0, the proxy 2',
    ],
    [
      'a line that is missing at the server',
      { server: accessLines(9) },
      '10 passed on to the server side, whose proxies logged 9',
    ],
    [
      'a request that went elsewhere',
      {
        client: [...accessLines(9, toService), ...accessLines(1)].map((line, index) =>
          index === 9 ? { ...line, upstream: '10.0.0.9:3001' } : line,
        ),
      },
      '9 passed on to the server side, whose proxies logged 10',
    ],
    [
      'an answer that the service did not count',
      { answers: { 'GET /api/v1/model 200': 9 } },
      '10 reached a service according to its proxy, 9 by its own count',
    ],
    [
      'an answer too many',
      { answers: { 'GET /api/v1/model 200': 10, 'GET /api/v1/model 500': 1 } },
      '10 reached a service according to its proxy, 11',
    ],
    [
      'a gateway that lost one, before which there is no proxy',
      { client: 'no proxy', between: accessLines(9, toService) },
      '10 sent, but 9 in the log of the gateway',
    ],
    [
      'a gateway that lost one',
      { between: accessLines(9, toService) },
      '0 passed on to the gateway side, whose proxies logged 9',
    ],
  ];
  test.each(cases)('%s', (_, told, words) => {
    const { result, observed } = witnesses(told);
    expect(result).toBe('fails');
    expect(observed).toContain(words);
  });
});

describe('is no disagreement', () => {
  const refused = { status: 429, details: 'local_rate_limited', upstream: '' };

  test("others' requests, which the service counts, too", () => {
    const told = {
      others: { 'GET /api/v1/model': 3, 'GET /live': 5 },
      answers: { 'GET /api/v1/model 200': 13, 'GET /live 200': 5 },
    };
    expect(witnesses(told).result).toBe('holds');
  });

  test('a request that the proxy beside the service refused', () => {
    const client = [...accessLines(7, toService), ...accessLines(3, { ...toService, status: 429 })];
    const server = [...accessLines(7), ...accessLines(3, refused)];
    const told = { statuses: { 200: 7, 429: 3 }, client, server, answers: { 'GET /api/v1/model 200': 7 } };
    expect(witnesses(told).result).toBe('holds');
  });

  test("a request that the client's proxy did not pass on", () => {
    const client = [...accessLines(7, toService), ...accessLines(3, { status: 503, upstream: '' })];
    const told = {
      statuses: { 200: 7, 503: 3 },
      client,
      server: accessLines(7),
      answers: { 'GET /api/v1/model 200': 7 },
    };
    expect(witnesses(told).result).toBe('holds');
  });

  test('a client without a proxy, of whose requests the gateway tells', () => {
    expect(witnesses({ client: 'no proxy', between: accessLines(10, toService) }).result).toBe('holds');
  });

  test('a request that was tried several times, where each try counts', () => {
    const told = {
      client: [...accessLines(9, toService), ...accessLines(1, { ...toService, attempts: 3 })],
      server: accessLines(12),
      answers: { 'GET /api/v1/model 200': 10, 'GET /api/v1/model 503': 2 },
    };
    expect(witnesses({ ...told, eachTry: true }).result).toBe('holds');
    expect(witnesses(told).observed).toContain('10 passed on to the server side, whose proxies logged 12');
  });

  test('a way through the gateway', () => {
    const client = accessLines(10, { upstream: '10.0.0.3:8080' });
    expect(witnesses({ client, between: accessLines(10, toService) }).result).toBe('holds');
  });
});

const phaseOf = (...clients: Parameters<typeof askedPhase>[1]) =>
  askedPhase({ name: 'several', title: 'Several clients' }, clients, { inside: ['machine-learning-v1'] });

describe('several clients in one phase', () => {
  const asked = { method: 'GET', route: '/api/v1/model' };
  const inside = { name: 'inside', hasProxy: true, identity: 'spiffe://one' };
  const outside = { name: 'outside', hasProxy: false, identity: '' };
  const good: Asked = { path: '/api/v1/model', to: 'machine-learning-v1', status: 200, by: 'service' };
  const denied: Asked = { ...good, status: 403, by: "service's proxy" };
  const cut: Asked = { ...good, status: 0, by: 'nobody, the connection was cut' };

  test('those with proxies count together, whatever became of their requests', () => {
    const phase = phaseOf({ ...inside, asked: [good, good, denied] }, { ...inside, name: 'other', asked: [denied] });
    expect(witnessesOf(phase, asked)).toMatchObject({
      result: 'holds',
      n: 4,
      counts: { 'client sent': 4, 'passed on to server': 4, 'reached a service': 2, 'services counted': 2 },
    });
    phase.further![0]!.load.statuses = { 200: 1 };
    expect(witnessesOf(phase, asked).observed).toContain('status 200: client 3, the proxy 2');
  });

  test('of one without a proxy those beside the services tell: its requests, and connections that they refused', () => {
    const phase = phaseOf({ ...inside, asked: [good] }, { ...outside, asked: [good, cut, cut] });
    expect(witnessesOf(phase, asked)).toMatchObject({
      result: 'holds',
      n: 4,
      counts: { 'sent without a proxy': 3, 'told of by server proxies': 3, 'passed on to server': 1 },
    });
    phase.proxies[1]!.log.pop();
    expect(witnessesOf(phase, asked)).toMatchObject({
      result: 'fails',
      observed: 'without a proxy, status 0: client 2, the proxy 1',
    });
  });

  test('a connection that was refused to somebody else is not of this client', () => {
    const phase = phaseOf({ ...inside, asked: [good] }, { ...outside, asked: [cut] });
    phase.proxies[1]!.log[1]!.downstream = '10.9.9.9:1234';
    expect(witnessesOf(phase, asked).result).toBe('fails');
  });

  test('a load that was over before all was asked that was planned is none to judge by, whosever it is', () => {
    const phase = phaseOf({ ...inside, asked: [good, good] }, { ...outside, asked: [good] });
    Object.assign(phase.further![0]!.load.plan!, { requests: 300 });
    expect(witnessesOf(phase, asked)).toMatchObject({ result: 'fails', observed: '1 sent of 300 that were planned' });
    Object.assign(phase.further![0]!.load.plan!, { steps: [] });
    expect(witnessesOf(phase, asked).result).toBe('holds');
  });

  test('what is asked of several routes is counted for each of them', () => {
    const event: Asked = { ...good, method: 'POST', path: '/api/v1/events' };
    const phase = phaseOf({ ...inside, asked: [good, event, event] });
    const both = [asked, { method: 'POST', route: '/api/v1/events' }];
    expect(witnessesOf(phase, both)).toMatchObject({ result: 'holds', counts: { 'services counted': 3 } });
  });
});

test('copies stand in no log of the client: what went out is then told by the count of its proxy', () => {
  const log = accessLines(10, toService);
  const cluster = log[0]!.upstreamCluster;
  const client = {
    ...proxy('client', replica('client', '10.0.0.1'), log),
    picks: { [cluster]: { '10.0.0.2:3001': 20 } },
  };
  client.growth[`cluster.${cluster};.upstream_rq_total`] = 20;
  const server = proxy('server', service, accessLines(20, { upstreamCluster: 'inbound|3001||' }));
  const phase = {
    name: 'direct',
    title: 'One client',
    load: { statuses: { 200: 10 } },
    proxies: [client, server],
    services: [{ replica: service, answers: { 'GET /api/v1/model 200': 20 } }],
  } as unknown as Phase;
  const asked = { method: 'GET', route: '/api/v1/model' };
  expect(witnessesOf(phase, { ...asked, copies: true })).toMatchObject({ result: 'holds' });
  expect(witnessesOf(phase, asked)).toMatchObject({ result: 'fails' });
});

/** Ten requests, as a client’s proxy and one beside a service tell of them. */
const counted = (change: Partial<ProxyAccount> = {}, atServer: Partial<ProxyAccount> = {}) => {
  const client = proxy('client', replica('client', '10.0.0.1'), accessLines(10, toService));
  const server = proxy('server', service, accessLines(10, { upstreamCluster: 'inbound|3001||' }));
  return {
    name: 'direct',
    title: 'One client',
    load: { statuses: { 200: 10 } },
    proxies: [
      { ...client, ...change },
      { ...server, ...atServer },
    ],
    services: [{ replica: service, answers: { 'GET /api/v1/model 200': 10 } }],
  } as unknown as Phase;
};

describe('what proxies counted is one more witness', () => {
  const cluster = accessLines(1)[0]!.upstreamCluster;
  const asked = { method: 'GET', route: '/api/v1/model' };
  const { growth } = counted().proxies[0]!;
  const picked = (count: number, of = cluster) => ({ picks: { [of]: { '10.0.0.2:3001': count } } });
  const raised = (name: string) => ({ growth: { ...growth, [name]: growth[name]! + 999 } });

  test.each([
    ['nothing counted where requests went', { picks: {} }, '0 counted as passed on to the server side'],
    ['too many counted where requests went', picked(11), '11 counted as passed on to the server side'],
    ['another cluster of the proxy itself', picked(10, 'inbound|3001||'), '0 counted as passed on'],
    [
      'more taken on than logged',
      raised('http.outbound_0.0.0.0_3001;.downstream_rq_total'),
      'logged 10, and counted 1009',
    ],
    ['none taken on', { growth: { 'http.admin.downstream_rq_total': 2 } }, 'logged 10, and counted 0'],
    [
      'another count in all',
      raised(`cluster.${cluster};.upstream_rq_total`),
      'counted 10 passed on, endpoint by endpoint, and 1009 in all',
    ],
  ])('%s', (_, change, words) => {
    const { result, observed } = witnessesOf(counted(change), asked);
    expect(result).toBe('fails');
    expect(observed).toContain(words);
  });

  test('each try counts where it goes', () => {
    const log = accessLines(9, toService).concat(accessLines(1, { ...toService, attempts: 3 }));
    const tried = counted({ log, ...countersOf('client', log) }, { log: accessLines(12) });
    tried.services[0]!.answers = { 'GET /api/v1/model 200': 10, 'GET /api/v1/model 503': 2 };
    expect(witnessesOf(tried, { ...asked, eachTry: true })).toMatchObject({
      result: 'holds',
      counts: { 'client proxies counted': 10, 'counted as passed on to server': 12 },
    });
  });

  test('requests of others, as many as the proxies know of, may be among them', () => {
    const others = { others: { 'POST /api/v1/events': 2 } };
    const judged = (count: number) => witnessesOf(counted({ ...picked(count), growth: {} }, others), asked).result;
    expect([10, 12, 13].map(judged)).toEqual(['holds', 'holds', 'fails']);
  });

  test('a proxy that keeps none but those of endpoints is asked for no others', () => {
    expect(witnessesOf(counted({ growth: {} }), asked).result).toBe('holds');
  });

  test('spans that a proxy sends meanwhile are nobody’s request', () => {
    const spans = { 'outbound|4317||jaeger-collector': { '10.0.0.8:4317': 3 } };
    expect(witnessesOf(counted({ picks: { ...picked(10).picks, ...spans } }), asked).result).toBe('holds');
  });
});
