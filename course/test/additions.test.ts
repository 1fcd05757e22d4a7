import type { Phase } from '@weather/labs';
import { expect, test } from 'vitest';
import { type Asked, askedPhase } from '../../labs/test/asked-phases.ts';
import { madeUpId } from '../../labs/test/made-up-id.ts';
import { contradictionsInAdditions } from '../src/evidence/additions.ts';

const service = 'machine-learning-v1';
const identity = 'spiffe://cluster.local/ns/weather/sa/model-reader';
const answered: Asked = { path: '/api/v1/model', to: service, status: 200, by: 'service' };

const traceOf = (requestId: string) => `trace-${requestId}`;
/** As a proxy notes that it traces the request. */
const traced = (number: number) => madeUpId(number).replace(/^(.{14})4/, '$19');

/** Five requests of a client with a proxy, of which the first is traced, and five of one without. */
function phase(): Phase {
  const asked = Array.from({ length: 5 }, () => answered);
  const made = askedPhase(
    { name: 'told', title: 'told' },
    [
      { name: 'inside', hasProxy: true, identity, asked },
      { name: 'outside', hasProxy: false, identity: '', asked },
    ],
    { inside: [service] },
  );
  const lines = made.proxies.flatMap(({ log }) => log);
  const agents = [...new Set(lines.map(({ userAgent }) => userAgent))];
  for (const line of lines) {
    const number = agents.indexOf(line.userAgent);
    const requestId = number === 0 ? traced(number) : madeUpId(number);
    Object.assign(line, { requestId, traceId: traceOf(requestId) });
  }
  for (const { log, picks } of made.proxies)
    picks.cluster = Object.fromEntries(log.map(({ upstream }) => [upstream, 1]));
  const [client, server] = made.proxies.map(({ log }) => log);
  const [first] = client!;
  made.more = {
    spans: ['a', 'b'].map((spanId) => ({ traceId: first!.traceId, spanId, requestId: first!.requestId })),
    requests: client!.map(({ requestId, status }) => ({ id: requestId, status })),
    logs: { [service]: server!.map(lineOfService) },
    serviceLog: server!.map(lineOfService),
    certificates: [{ identity }],
    looks: [
      { out: [first!.upstream], endpoints: 1 },
      { out: [], endpoints: 1 },
    ],
    spokenOf: { v1: [0, 1, 2, 3, 4], v2: [1, 3] },
    runs: [{ 200: 2 }, { 200: 3 }],
  };
  return made;
}

const lineOfService = ({ requestId, traceId, status, peer }: Phase['proxies'][number]['log'][number]) => ({
  requestId,
  traceId,
  status,
  caller: peer,
});

const said = (made: Phase) => contradictionsInAdditions(made).join('\n');

test('what a lab took down, as it was, fits', () => {
  expect(said(phase())).toBe('');
});

test('a lab that takes down nothing has nothing to contradict', () => {
  expect(said({ ...phase(), more: {} })).toBe('');
});

test('what somebody without a certificate says of itself may be anything', () => {
  const made = phase();
  rows(made, 'serviceLog').at(-1)!.caller = 'spiffe://made/up';
  expect(said(made)).toBe('');
});

const rows = ({ more }: Phase, name: string) => more[name] as Record<string, unknown>[];

const forgeries: [string, (made: Phase) => void, string][] = [
  ['a span twice', (made) => rows(made, 'spans').push(rows(made, 'spans')[0]!), 'a span is there twice'],
  ['spans of another request', (made) => (rows(made, 'spans')[0]!.requestId = madeUpId(77)), 'are not of request'],
  [
    'spans of a request that was not traced',
    (made) => {
      const { traceId, requestId } = made.proxies[0]!.log[3]!;
      rows(made, 'spans').push({ traceId, spanId: 'c', requestId });
    },
    'has spans, and by its id is not traced',
  ],
  [
    'spans left out',
    (made) => {
      const { traceId, requestId } = made.proxies[0]!.log[0]!;
      Object.assign(made.proxies[0]!.log[3]!, { requestId: traced(3) });
      made.more.spans = [{ traceId, spanId: 'a', requestId }];
    },
    'is traced by its id, and has no spans',
  ],
  [
    'a line of a service about nothing',
    (made) => (rows(made, 'serviceLog')[0]!.requestId = madeUpId(77)),
    'of which its proxy does not tell',
  ],
  [
    'a line of a service with another status',
    (made) => (rows(made, 'serviceLog')[0]!.status = 500),
    'with 500, of which its proxy does not tell',
  ],
  [
    'another trace in the log of one of several services',
    (made) => ((made.more.logs as Record<string, Record<string, unknown>[]>)[service]![0]!.traceId = 'other'),
    'of which its proxy does not tell',
  ],
  [
    'a caller who showed another certificate',
    (made) => (rows(made, 'serviceLog')[0]!.caller = 'spiffe://made/up'),
    'the service says that spiffe://made/up made request',
  ],
  [
    'a certificate that nobody showed',
    (made) => (rows(made, 'certificates')[0]!.identity = 'spiffe://made/up'),
    `came from ${identity}, and no client has a certificate of that`,
  ],
  ['another status of a request', (made) => (rows(made, 'requests')[2]!.status = 404), 'request 2: the client got 404'],
  ['another id of a request', (made) => (rows(made, 'requests')[2]!.id = madeUpId(77)), 'request 2: the client got'],
  [
    'a pod out that was never asked',
    (made) => (rows(made, 'looks')[0]!.out = ['10.9.9.9:3001']),
    '10.9.9.9:3001 is said to be out',
  ],
  ['an observation spoken of twice', (made) => (made.more.spokenOf = { v1: [0, 0] }), 'v1 speaks of requests'],
  ['an observation that nobody sent', (made) => (made.more.spokenOf = { v2: [99] }), 'v2 speaks of requests'],
  ['runs with other answers', (made) => (made.more.runs = [{ 503: 5 }]), 'its runs have 5 answers with 503'],
  ['something else', (made) => (made.more.spans = 'none'), 'is not what labs add'],
];

test.each(forgeries)('%s is found', (_, forge, says) => {
  const made = phase();
  forge(made);
  expect(said(made)).toContain(says);
});
