import { expect, test } from 'vitest';
import { z } from 'zod';
import type { RequestRecord } from '../load/plan.ts';
import { MeshError } from '../mesh/mesh.ts';
import { bodyOf } from './body-of.ts';

const schema = z.object({ acked: z.number() });

const record: RequestRecord = {
  index: 0,
  sentAt: 0,
  latencyMs: 1,
  status: 200,
  servedBy: 'simulation-1',
  version: 'v1',
  marks: {},
  error: '',
  body: { acked: 3 },
};

const problem = { type: 'about:blank', title: 'Service Unavailable', status: 503, code: 'peer-unavailable' };

test('what was answered is read', () => {
  expect(bodyOf(record, 'simulation', schema)).toEqual({ acked: 3 });
});

test.each([
  [
    'a problem that the service tells',
    { status: 503, body: { ...problem, detail: 'no message-queue' } },
    'no message-queue',
  ],
  ['one without details', { status: 503, body: problem }, 'Service Unavailable'],
  ['an answer of a proxy', { status: 503, body: undefined, servedBy: '' }, 'a proxy said so, no pod of it'],
  ['an error without words', { status: 503, body: undefined }, 'said its pod simulation-1'],
])('%s is told with its status', (_, different, reason) => {
  const read = () => bodyOf({ ...record, ...different }, 'simulation', schema);
  expect(read).toThrow(`simulation answered 503: ${reason}`);
});

test.each([
  ['no answer', { ...record, status: 0, error: 'dial timeout' }, 'simulation did not answer: dial timeout'],
  ['an odd answer', { ...record, body: 'fine' }, 'simulation answered 200 with what nobody expects of it'],
  ['no request', undefined, 'simulation was not asked in time'],
])('%s is a fault of the mesh, with what to do', (_, given, message) => {
  const thrown = (() => {
    try {
      return bodyOf(given, 'simulation', schema);
    } catch (error) {
      return error;
    }
  })();
  expect(thrown).toBeInstanceOf(MeshError);
  expect(thrown).toMatchObject({ message, hint: expect.stringMatching(/run the lab again/i) });
});
