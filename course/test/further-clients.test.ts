import type { Phase } from '@weather/labs';
import { expect, test } from 'vitest';
import { type Asked, askedPhase } from '../../labs/test/asked-phases.ts';
import { madeUpId } from '../../labs/test/made-up-id.ts';
import { contradictionsInClient } from '../src/evidence/client-records.ts';
import { contradictionsInLogs } from '../src/evidence/logs.ts';

const service = 'machine-learning-v1';
const answered: Asked = { path: '/api/v1/model', to: service, status: 200, by: 'service' };
const cut: Asked = { ...answered, status: 0, by: 'nobody, the connection was cut' };

const asking = (name: string, hasProxy: boolean, one: Asked) => ({
  name,
  hasProxy,
  identity: '',
  asked: Array.from({ length: 5 }, () => one),
});

/** Requests of two clients with a proxy, and of one without. Each has an id of its own, and is told of by all alike. */
function phase(plain: Asked): Phase {
  const made = askedPhase(
    { name: 'after', title: 'after' },
    [asking('inside', true, answered), asking('other', true, answered), asking('outside', false, plain)],
    { inside: [service] },
  );
  for (const { load } of [made, ...made.further!]) {
    const asked = { method: 'GET', url: `http://${service}:3001${answered.path}`, timeoutMs: 10_000 };
    Object.assign(load.plan!, asked);
  }
  const lines = made.proxies.flatMap(({ log }) => log);
  const agents = [...new Set(lines.map(({ userAgent }) => userAgent))];
  for (const line of lines) {
    const requestId = line.userAgent === '' ? '' : madeUpId(agents.indexOf(line.userAgent));
    Object.assign(line, { requestId, servedBy: `${service}-1`, version: '' });
  }
  for (const { log } of made.proxies) log.sort((one, other) => one.time.localeCompare(other.time));
  return made;
}

const said = (made: Phase) => [...contradictionsInClient(made), ...contradictionsInLogs(made)].join('\n');

test('what a client without a proxy sends comes from somewhere, answered or cut', () => {
  expect(said(phase(answered))).toBe('');
  expect(said(phase(cut))).toBe('');
});

test.each([
  ['with', 0],
  ['without', 1],
])('an answer that a further client %s a proxy did not get is found', (_, place) => {
  const made = phase(answered);
  made.further![place]!.load.records[3]!.servedBy = 'another';
  expect(said(made)).toContain(`request 3: the client was served by another, and the proxy says ${service}-1`);
});

test('a status that a further client did not count is found', () => {
  const made = phase(answered);
  made.further![1]!.load.statuses['200'] = 4;
  expect(said(made)).toContain('the client counted 4 answers with 200, and tells of 5');
});

test('a request of nobody is found beside those of a client without a proxy', () => {
  const made = phase(answered);
  made.proxies.at(-1)!.log[0]!.userAgent = 'curl';
  made.proxies.at(-1)!.log[0]!.requestId = madeUpId(99);
  expect(said(made)).toContain(`request ${madeUpId(99)} came to ${service}-0, and no proxy passed it on`);
});
