import { readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type AccessLine, type Phase, readReport, type Report, type RequestRecord } from '@weather/labs';
import { madeUpId } from '../../labs/test/made-up-id.ts';
import { beginVirtualTime, endVirtualTime } from '../../labs/test/virtual-time.ts';
import { recordProblems } from '../src/evidence/record-problems.ts';
import { assignmentOf, handIn, liveCluster, madeClass, writeSolution } from './class-on-disk.ts';
import { inFirstPhase } from './forgery.ts';

vi.mock('node:timers/promises', () => import('../../labs/test/virtual-time.ts'));

let folder = '';
let good: Report;

beforeAll(async () => {
  beginVirtualTime();
  folder = await madeClass(['Ada'], ['round-robin']);
  const assignment = await assignmentOf(folder, 'Ada', 'round-robin');
  await writeSolution(folder, assignment);
  good = readReport(await readFile(await handIn(folder, assignment, liveCluster(1)), 'utf8'));
}, 60_000);

afterAll(async () => {
  endVirtualTime();
  await rm(folder, { recursive: true });
});

const request = (report: Report, number: number, change: Partial<RequestRecord>) =>
  inFirstPhase(report, (phase) => ({
    ...phase,
    load: {
      ...phase.load,
      records: phase.load.records.map((one, at) => (at === number ? { ...one, ...change } : one)),
    },
  }));

const line = (report: Report, side: string, number: number, change: Partial<AccessLine>) =>
  inFirstPhase(report, (phase) => ({
    ...phase,
    proxies: phase.proxies.map((proxy) =>
      proxy.side === side
        ? { ...proxy, log: proxy.log.map((one, at) => (at === number ? { ...one, ...change } : one)) }
        : proxy,
    ),
  }));

const recordsOf = (report: Report) => report.attempts[0]!.phases[0]!.load.records;

test('a run as it was has no contradiction', () => {
  expect(good.verdict.outcome).toBe('reproduced');
  expect(recordProblems(good)).toEqual([]);
});

test('nor has one whose sender looked at its clock late', () => {
  expect(recordProblems(request(good, 5, { latencyMs: 40 }))).toEqual([]);
});

const countedTwice = (phase: Phase): Phase => ({
  ...phase,
  proxies: phase.proxies.map(({ picks, ...proxy }) => ({
    ...proxy,
    picks: Object.fromEntries(
      Object.entries(picks).map(([cluster, counts]) => [
        cluster,
        Object.fromEntries(Object.entries(counts).map(([upstream, count]) => [upstream, 2 * count])),
      ]),
    ),
  })),
});

const forgeries: [string, (report: Report) => Report, string][] = [
  ['a run of years', (report) => ({ ...report, ended: '2030-01-01T00:00:00Z' }), 'no run does'],
  ['a run that ends before it begins', (report) => ({ ...report, started: '2029-01-01T00:00:00Z' }), 'no run does'],
  [
    'a run of another day',
    (report) => ({ ...report, started: '2025-05-01T10:00:00Z', ended: '2025-05-01T10:05:00Z' }),
    'Phase direct lies outside of the run',
  ],
  ['a request out of time', (report) => request(report, 5, { sentAt: 0 }), 'request 5 was sent outside'],
  [
    'a line out of time',
    (report) => line(report, 'server', 3, { time: '2020-01-01T00:00:00.000Z' }),
    'a log has a line of 2020',
  ],
  ['a time that is none', (report) => line(report, 'client', 3, { time: 'soon' }), 'a log has a line of soon'],
  [
    'a request before the answer to the one before',
    (report) => request(report, 5, { latencyMs: 500 }),
    'request 6 was sent before the one before it was answered',
  ],
  [
    'records without a plan',
    (report) => inFirstPhase(report, (phase) => ({ ...phase, load: { ...phase.load, plan: undefined } })),
    'there are records of requests, and no plan for them',
  ],
  [
    'records with the plan of a load that has none',
    (report) =>
      inFirstPhase(report, (phase) => ({
        ...phase,
        load: {
          ...phase.load,
          plan: { tool: 'fortio', id: 'lab/0000002a/direct', url: '', requests: 300, concurrency: 1, maxSeconds: 9 },
        },
      })),
    'there are records of requests, and no plan for them',
  ],
  [
    'a request with the number of a later one',
    (report) => request(request(report, 5, { index: 6 }), 6, { index: 5 }),
    'request 5 stands behind a later one',
  ],
  [
    'a line about something else than was asked for',
    (report) => line(report, 'client', 5, { path: '/livez' }),
    'request 5: the plan asks for GET machine-learning-v1:3001/api/v1/model, and the proxy says GET machine-learning-v1:3001/livez',
  ],
  ['a request twice', (report) => request(report, 5, { index: 4 }), 'request 4 is there twice'],
  ['an answer from before the question', (report) => request(report, 5, { latencyMs: -1 }), 'request 5 took -1 ms'],
  ['another status', (report) => request(report, 5, { status: 503 }), 'the client got 503, and the proxy says 200'],
  [
    'another pod',
    (report) => request(report, 5, { servedBy: 'pod' }),
    'the client was served by pod, and the proxy says',
  ],
  ['another version', (report) => request(report, 5, { version: 'v9' }), 'the client got an answer of v9'],
  [
    'an answer faster than the proxy had it',
    (report) => line(report, 'client', 5, { durationMs: 300 }),
    'the client waited 1.0 ms, and the proxy 300 ms',
  ],
  [
    'an id twice',
    (report) => line(report, 'client', 5, { requestId: madeUpId(1_000_002) }),
    '300 requests have only 299 ids',
  ],
  ['no id', (report) => line(report, 'client', 5, { requestId: '' }), 'logged requests without an id'],
  [
    'a line about nothing',
    (report) => line(report, 'client', 5, { userAgent: 'curl' }),
    'request 5: the first proxy on its way has no line about it',
  ],
  [
    'a request that never arrived',
    (report) => line(report, 'server', 5, { requestId: madeUpId(7) }),
    'whose proxy has no line about it',
  ],
  [
    'a request from nowhere',
    (report) => line(report, 'server', 5, { requestId: madeUpId(7) }),
    `${madeUpId(7)} came to machine-learning-v1`,
  ],
  [
    'an id with its digits changed',
    (report) => line(report, 'client', 5, { requestId: madeUpId(5).replace('4', '7') }),
    'no proxy gives such ids',
  ],
  [
    'a log that goes back',
    (report) =>
      inFirstPhase(report, (phase) => ({
        ...phase,
        proxies: phase.proxies.map((proxy) => ({ ...proxy, log: proxy.log.toReversed() })),
      })),
    'goes back in time',
  ],
  [
    'counters that did not grow',
    (report) =>
      inFirstPhase(report, (phase) => ({ ...phase, proxies: phase.proxies.map((proxy) => ({ ...proxy, picks: {} })) })),
    'and its counter grew by 0',
  ],
  ['counters that grew too much', (report) => inFirstPhase(report, countedTwice), 'and its counter grew by'],
  [
    'half a request at a service',
    (report) =>
      inFirstPhase(report, (phase) => ({
        ...phase,
        services: phase.services.map((one) => ({ ...one, answers: { 'GET / 200': 0.5 } })),
      })),
    'no whole number',
  ],
  [
    'a load without its mark',
    (report) =>
      inFirstPhase(report, (phase) => ({
        ...phase,
        load: { ...phase.load, plan: { ...phase.load.plan!, id: 'mine' } },
      })),
    'no id such as the runner gives',
  ],
  [
    'the same attempt twice',
    (report) => ({ ...report, attempts: [report.attempts[0]!, report.attempts[0]!] }),
    'Both attempts are the same run',
  ],
];

test.each(forgeries)('%s is found', (_, forge, says) => {
  expect(
    recordProblems(forge(good))
      .map((problem) => problem.says)
      .join('\n'),
  ).toContain(says);
});

/** As proxies make them: a UUID, in one digit of which they note whether the request is traced. */
const idOf = (number: string, note: number) => `${number.slice(-7)}0-0000-${note}000-8000-000000000000`;

test('an id in which a later proxy has noted that it traces the request is the same id', () => {
  const noted = inFirstPhase(good, (phase) => ({
    ...phase,
    proxies: phase.proxies.map((proxy) => ({
      ...proxy,
      log: proxy.log.map((one) => ({ ...one, requestId: idOf(one.requestId, proxy.side === 'server' ? 9 : 4) })),
    })),
  }));
  expect(recordProblems(noted)).toEqual([]);
});

test('a counter may have copies that the log of who sent them does not tell of, but that of whose got them does', () => {
  const copied = inFirstPhase(good, (phase) => {
    const twice = countedTwice(phase);
    const proxies = twice.proxies.map((proxy) =>
      proxy.side === 'server' ? { ...proxy, log: proxy.log.flatMap((one) => [one, one]) } : proxy,
    );
    return { ...twice, proxies };
  });
  expect(recordProblems(copied)).toEqual([]);
});

test('an attempt whose witnesses disagree counts for nothing, and need not tell one story', () => {
  const lost = line(good, 'server', 5, { requestId: 'request-x' });
  const disagreeing: Report = {
    ...lost,
    attempts: lost.attempts.map((attempt) => ({
      ...attempt,
      checks: attempt.checks.map((one) => (one.role === 'witness' ? { ...one, result: 'fails' } : one)),
    })),
  };
  expect(recordProblems(lost)).not.toEqual([]);
  expect(recordProblems(disagreeing)).toEqual([]);
  expect(recordProblems(request(disagreeing, 5, { latencyMs: -1 }))).not.toEqual([]);
});

test('nor need an attempt during which a pod came or went, for all that is left out of its records', () => {
  const lost = line(good, 'server', 5, { requestId: 'request-x' });
  const cut = inFirstPhase(lost, (phase) => ({ ...phase, changed: ['machine-learning-v1'] }));
  const judgedSo: Report = { ...cut, attempts: cut.attempts.map((attempt) => ({ ...attempt, checks: [] })) };
  expect(recordProblems(judgedSo)).toEqual([]);
  expect(recordProblems(request(judgedSo, 5, { latencyMs: -1 }))).not.toEqual([]);
});

test('that an attempt made no checks is no reason to pass over what it tells', () => {
  const lost = line(good, 'server', 5, { requestId: 'request-x' });
  const unchecked: Report = { ...lost, attempts: lost.attempts.map((attempt) => ({ ...attempt, checks: [] })) };
  expect(recordProblems(unchecked)).not.toEqual([]);
});

test('not more is said than somebody reads', () => {
  const all = recordsOf(good).reduce((report, _, at) => request(report, at, { latencyMs: -1 }), good);
  expect(recordProblems(line(all, 'client', 5, { time: 'soon' })).length).toBeLessThanOrEqual(8);
});
