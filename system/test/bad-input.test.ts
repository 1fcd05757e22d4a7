import { eventContentType, problemContentType, problemSchema } from '@weather/contracts';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LaunchedSystem, freePorts, launch, temporaryDataFolder } from './launched-system.ts';
import { observationEvent } from './observation-event.ts';

let system: LaunchedSystem;
let data: Awaited<ReturnType<typeof temporaryDataFolder>>;

beforeAll(async () => {
  data = await temporaryDataFolder();
  system = launch(['--idle', '--data', data.folder], { port: await freePorts() });
  await system.line(/Weather page/);
});

afterAll(async () => {
  await system.end('SIGTERM');
  await data.remove();
});

/** Every route that takes a body: its port's offset, its content type and a body that it accepts. */
const doors = [
  {
    name: 'message-queue events',
    offset: 2,
    path: '/api/v1/events',
    contentType: eventContentType,
    valid: observationEvent(1),
  },
  {
    name: 'machine-learning v1 events',
    offset: 3,
    path: '/api/v1/events',
    contentType: eventContentType,
    valid: observationEvent(1),
  },
  {
    name: 'machine-learning v2 events',
    offset: 4,
    path: '/api/v1/events',
    contentType: eventContentType,
    valid: observationEvent(1),
  },
  {
    name: 'message-queue subscriptions',
    offset: 2,
    path: '/api/v1/subscriptions',
    contentType: 'application/json',
    valid: { id: 'door', sink: 'http://127.0.0.1:9/', types: ['weather.observation.recorded.v1'] },
  },
  {
    name: 'message-queue redrive',
    offset: 2,
    path: '/api/v1/dead-letters/redrive',
    contentType: 'application/json',
    valid: { ids: [1] },
  },
  {
    name: 'gui simulations',
    offset: 0,
    path: '/api/v1/simulations',
    contentType: 'application/json',
    valid: { duration: 1000, type: 'temperature', rate: 1 },
  },
];

async function post(offset: number, path: string, contentType: string, body: string) {
  const url = `http://127.0.0.1:${system.port + offset}${path}`;
  const answer = await request(url, { method: 'POST', headers: { 'content-type': contentType }, body });
  const text = await answer.body.text();
  return { status: answer.statusCode, contentType: String(answer.headers['content-type']), text };
}

async function refusal(offset: number, path: string, contentType: string, body: string) {
  const answer = await post(offset, path, contentType, body);
  expect(answer.contentType, answer.text).toContain(problemContentType);
  return problemSchema.parse(JSON.parse(answer.text));
}

describe.each(doors)('$name', ({ offset, path, contentType, valid }) => {
  const text = JSON.stringify(valid);
  const withField = (field: string) => `${text.slice(0, -1)},${field}}`;

  test.each([
    ['malformed JSON', '{"id": ', 400, 'malformed-body'],
    ['an empty body', '', 400, 'validation-failed'],
    ['NaN', withField('"x":NaN'), 400, 'malformed-body'],
    ['a forged __proto__', withField('"__proto__":{"admin":true}'), 400, 'malformed-body'],
    ['a forged constructor', withField('"constructor":{"prototype":{"admin":true}}'), 400, 'malformed-body'],
    ['a body too deep', withField(`"x":${'['.repeat(50)}${']'.repeat(50)}`), 400, 'body-too-deep'],
    ['a body far too deep', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, 400, 'body-too-deep'],
    ['a body too large', withField(`"x":"${'a'.repeat(1_200_000)}"`), 413, 'body-too-large'],
    ['a list in place of an object', '[]', 400, 'validation-failed'],
    ['nothing in place of an object', 'null', 400, 'validation-failed'],
  ])('%s', async (_, body, status, code) => {
    expect(await refusal(offset, path, contentType, body)).toMatchObject({ status, code });
  });

  test('an unknown field is named', async () => {
    const problem = await refusal(offset, path, contentType, withField('"colour":"red"'));
    expect(problem).toMatchObject({ status: 400, code: 'validation-failed' });
    expect(problem.errors?.some(({ pointer, message }) => `${pointer} ${message}`.includes('colour'))).toBe(true);
  });

  test('the wrong content type is refused', async () => {
    expect(await refusal(offset, path, 'text/plain', text)).toMatchObject({
      status: 415,
      code: 'unsupported-media-type',
    });
  });

  test('a wrong type is named by its place', async () => {
    const [first] = Object.keys(valid);
    const problem = await refusal(offset, path, contentType, JSON.stringify({ ...valid, [first!]: { not: 'this' } }));
    expect(problem).toMatchObject({ status: 400, code: 'validation-failed' });
    expect(problem.errors?.map(({ pointer }) => pointer).join(' ')).toContain(`/${first}`);
  });
});

test('infinity is named by its place', async () => {
  const body = JSON.stringify(observationEvent(1)).replace('"value":20', '"value":1e999');
  const problem = await refusal(2, '/api/v1/events', eventContentType, body);
  expect(problem.errors).toMatchObject([{ pointer: '/data/result/air_temperature/value' }]);
});

test('wrong parameters of a simulation are all named', async () => {
  const { status, text } = await post(
    1,
    '/api/v1/performSimulation?duration=soon&type=rain&threads=0&thread=1',
    'text/plain',
    '',
  );
  expect(status).toBe(400);
  const pointers = problemSchema.parse(JSON.parse(text)).errors?.map(({ pointer }) => pointer);
  expect(pointers).toEqual(expect.arrayContaining(['query/duration', 'query/type', 'query/threads']));
});

test('nobody got a prototype, and every service still answers', async () => {
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
  for (const offset of [0, 1, 2, 3, 4]) {
    const { statusCode } = await request(`http://127.0.0.1:${system.port + offset}/livez`);
    expect(statusCode).toBe(200);
  }
});
