import { describe, expect, test } from 'vitest';
import { accessLine } from '../../../test/access-lines.ts';
import { spansOf } from '../../../test/made-up-spans.ts';
import { account, replica, startedAt } from '../../../test/rate-limited-phases.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { AccessLine } from '../../envoy/access-line.ts';
import { readRules, scenarioFolder } from '../../runner/scenario.ts';
import { createRandom } from '../../statistics/index.ts';
import { call } from '../calls.ts';
import { clusterOf } from '../names.ts';
import { drawRequestId, keyOf } from '../request-ids.ts';
import { readServiceLog } from '../service-lines.ts';
import { istioRequestsIn } from './istio-requests.ts';
import { logsAndMetrics } from './logs-and-metrics.ts';
import { client, queue, simulation } from './names.ts';

const random = createRandom(1);
const requests = Array.from({ length: 300 }, (_, index) => ({
  id: drawRequestId(random),
  status: index % 10 === 3 ? 404 : index % 5 === 0 ? 500 : 200,
  trace: `trace-${index}`,
}));
type Request = (typeof requests)[number];
const served = requests.filter(({ status }) => status === 200);

const statuses = { 200: served.length, 404: 30, 500: 300 - 30 - served.length };

/** As proxies pass an id on: one digit of it tells that the request is traced. */
const noted = (id: string) => `${id.slice(0, 14)}9${id.slice(15)}`;

interface MadeUpMesh {
  /** Lines that simulation's proxy writes about what comes in. */
  logged?: number;
  /** Whether simulation passes the id on. */
  forgets?: boolean;
  /** Whether simulation's proxy counts. */
  counts?: boolean;
  /** Requests that the service has not counted. */
  uncounted?: number;
  istio?: Record<string, number>;
}

const lineOf = ({ id, status, trace }: Request, requestId = noted(id)): AccessLine =>
  accessLine({ requestId, status, traceId: trace });

/** Envoy counts each answer twice, once of them as internal. */
const counters = (cluster: string, of: readonly Request[]) =>
  Object.fromEntries(
    [...Map.groupBy(of, ({ status }) => status)].flatMap(([status, { length }]) =>
      ['', '.internal'].map((kind) => [`cluster.${cluster};${kind}.upstream_rq_${status}`, length]),
    ),
  ) as Record<string, number>;

const logOf = (of: readonly Request[], idOf: (request: Request) => string) =>
  of.map((request) => ({ requestId: idOf(request), traceId: request.trace, status: request.status, caller: '' }));

function phaseOf({ logged = 300, forgets = false, counts = true, uncounted = 0, istio = {} }: MadeUpMesh): Phase {
  const [asker, first, second] = [replica(client, 90), replica(simulation, 0), replica(queue, 1)];
  const idAtQueue = (request: Request) => (forgets ? `another-${request.trace}` : noted(request.id));
  const spans = requests.flatMap(({ id, status, trace }) => {
    const further = status === 200 ? [call(simulation, queue, queue)] : [];
    return spansOf(call(client, simulation, simulation, further), trace, noted(id)).map((span) =>
      forgets && span.by === queue ? { ...span, requestId: 'another' } : span,
    );
  });
  const inbound = 'inbound|3001||';
  const phase: Phase = {
    name: 'told',
    title: 'Requests',
    load: { plan: undefined, startedAt, endedAt: startedAt + 1000, records: [], statuses, tool: 'made up' },
    proxies: [
      account(
        asker,
        'client',
        requests.map((request) => lineOf(request)),
        { growth: counters(clusterOf(simulation), requests) },
      ),
      account(
        first,
        'server',
        requests.slice(0, logged).map((request) => lineOf(request)),
        {
          growth: counts ? counters(inbound, requests) : {},
        },
      ),
      account(first, 'client', forgets ? [] : served.map((request) => lineOf(request)), {
        growth: counters(clusterOf(queue), served),
      }),
      account(second, 'server', forgets ? [] : served.map((request) => lineOf(request)), {
        growth: counters(inbound, served),
      }),
    ],
    services: [
      {
        replica: first,
        answers: {
          'POST /api/v1/performSimulation 200': served.length - uncounted,
          'POST /api/v1/performSimulation 500': requests.filter(({ status }) => status === 500).length,
          'POST unmatched 404': requests.filter(({ status }) => status === 404).length,
        },
      },
      { replica: second, answers: { 'POST /api/v1/events 200': served.length } },
    ],
    changed: [],
    more: {
      requests: requests.map(({ id, status }) => ({ id, status })),
      logs: { simulation: logOf(requests, ({ id }) => noted(id)), queue: logOf(served, idAtQueue) },
      spans,
      istio,
    },
  };
  // As it is after it was written to a file and read again.
  return JSON.parse(JSON.stringify(phase)) as Phase;
}

const withResult = (mesh: MadeUpMesh, wanted: string) =>
  logsAndMetrics
    .judge([phaseOf(mesh)])
    .filter(({ result }) => result === wanted)
    .map(({ id }) => id);

const istio = Object.fromEntries(
  ['source', 'destination'].flatMap((reporter) => [
    ...Object.entries(statuses).map(([status, count]) => [`${reporter} ${simulation} ${status}`, count]),
    [`${reporter} ${queue} 200`, served.length],
  ]),
) as Record<string, number>;

describe('laws', () => {
  test('all hold where everybody tells of every request; without Istio’s metric that one is not judged', () => {
    const checks = logsAndMetrics.judge([phaseOf({})]);
    expect(checks.filter(({ result }) => result !== 'holds').map(({ id, role }) => [id, role])).toEqual([
      ['istio-requests-total', 'shown'],
    ]);
    expect(checks[0]!.counts).toEqual({
      'proxy of lab-client, out': 300,
      'proxy of logged-simulation, in': 300,
      'logged-simulation': 300,
      'proxy of logged-simulation, out': served.length,
      'proxy of logged-queue, in': served.length,
      'logged-queue': served.length,
    });
  });

  test('a proxy that logs nothing, or loses one line, is found out', () => {
    expect(withResult({ logged: 0 }, 'fails')).toEqual(['one-id', 'logged-simulation-counts']);
    expect(withResult({ logged: 299 }, 'fails')).toEqual(['one-id', 'logged-simulation-counts']);
  });

  test('an id that is not passed on joins nothing', () => {
    expect(withResult({ forgets: true }, 'fails')).toEqual(['one-id', 'spans', 'logged-queue-counts']);
  });

  test('a proxy that does not count, and a service that counts one too few, are found out', () => {
    expect(withResult({ counts: false }, 'fails')).toEqual(['logged-simulation-counts']);
    expect(withResult({ uncounted: 1 }, 'fails')).toEqual(['logged-simulation-counts']);
  });

  test('a request of which not even the client’s own proxy tells leaves open what the logs are worth', () => {
    const phase = phaseOf({});
    phase.proxies[0]!.log.pop();
    const checks = logsAndMetrics.judge([phase]);
    expect(checks.filter(({ role }) => role === 'witness')).toMatchObject([
      {
        id: 'told-witnesses',
        result: 'fails',
        observed: expect.stringContaining("300 sent, but 299 in the log of the client's proxy"),
      },
    ]);
  });

  test('Istio’s own metric is a law where there is one', () => {
    expect(withResult({ istio }, 'holds')).toContain('istio-requests-total');
    expect(withResult({ istio: { ...istio, [`destination ${simulation} 200`]: 1 } }, 'fails')).toEqual([
      'istio-requests-total',
    ]);
  });

  test('two requests that name one trace are found out', () => {
    const phase = phaseOf({});
    for (const { log } of phase.proxies)
      for (const line of log) if (line.traceId === 'trace-2') line.traceId = 'trace-1';
    const one = logsAndMetrics.judge([phase]).find(({ id }) => id === 'one-trace');
    expect(one!.result).toBe('fails');
  });

  test('where nothing failed nothing is said about failures', () => {
    const phase = phaseOf({});
    const more = { ...phase.more, requests: served.map(({ id, status }) => ({ id, status })) };
    const [joined] = logsAndMetrics.judge([{ ...phase, more }]);
    expect(joined!.result).toBe('undecided');
  });
});

test('figures show where ids are found, and what each account has of failures', () => {
  const [found, failed] = logsAndMetrics.figures([phaseOf({ counts: false })]);
  expect(found).toMatchObject({ bars: expect.arrayContaining([{ label: 'logged-queue', value: served.length }]) });
  expect(failed).toMatchObject({ bars: expect.arrayContaining([{ label: 'client', value: 300 - served.length }]) });
});

test.each(logsAndMetrics.controls.map((control) => [control.name, control] as const))(
  'control %s changes the scenario',
  async (_, control) => {
    const objects = await readRules(scenarioFolder(logsAndMetrics.scenario));
    expect(control.change(objects)).not.toEqual(objects);
  },
);

test('an id is a UUID, and its key is what proxies leave as it is', () => {
  const id = drawRequestId(createRandom(2));
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(keyOf(noted(id))).toBe(keyOf(id));
});

test('of a service’s own log the lines about answered requests are read', () => {
  const answered = { msg: 'request answered', request_id: 'a', trace_id: 'b', status_code: 500, level: 'debug' };
  const lines = ['no JSON', '{"msg":"listening"}', answered, { ...answered, caller: 'spiffe://c' }].map((line) =>
    typeof line === 'string' ? line : JSON.stringify(line),
  );
  const read = { requestId: 'a', traceId: 'b', status: 500 };
  expect(readServiceLog(lines)).toEqual([
    { ...read, caller: '' },
    { ...read, caller: 'spiffe://c' },
  ]);
});

const labels = (reporter: string, code: number, more = '') =>
  `reporter="${reporter}",source_workload="lab-client",destination_workload="gui",response_code="${code}"${more}`;

test('Istio’s metric is read by side, workload and status', () => {
  const metrics = [
    '# TYPE istio_requests_total counter',
    `istio_requests_total{${labels('source', 200, ',response_flags="-"')}} 3`,
    `istio_requests_total{${labels('source', 200, ',response_flags="UC"')}} 1`,
    `istio_requests_total{${labels('destination', 503)}} 2`,
    'envoy_cluster_upstream_rq{response_code="200"} 7',
  ];
  expect(istioRequestsIn(metrics.join('\n'))).toEqual({ 'source gui 200': 4, 'destination gui 503': 2 });
});
