import { type StoredObservationEvent, eventContentType, eventsPath, problemSchema } from '@weather/contracts';
import { loadConfig, type Server } from '@weather/service-kit';
import { testParts, waitFor } from '@weather/service-kit/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import { configSchema } from '../src/config.ts';
import { extremesSchema, templateServicePath } from '../src/routes/extremes.ts';
import { MemoryLog } from './memory-log.ts';

let log: MemoryLog;
let app: Server;

beforeEach(() => {
  log = new MemoryLog();
  app = buildApp({ ...testParts(loadConfig(configSchema, { CHECK_ANSWERS: 'true' })), log });
});
afterEach(() => app.close());

const ask = () => app.inject(templateServicePath);
const untilRebuilt = () => waitFor(async () => (await ask()).statusCode === 200);

const post = (payload: string | undefined, contentType = eventContentType) =>
  app.inject({
    method: 'POST',
    url: eventsPath,
    headers: { 'content-type': contentType },
    ...(payload !== undefined && { payload }),
  });

async function push(event: StoredObservationEvent): Promise<unknown> {
  const answer = await post(JSON.stringify(event));
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json().outcome;
}

test('it answers the highest and the lowest temperature of what is in the log and of what is pushed', async () => {
  log.append('A', 1, 3);
  await untilRebuilt();
  expect(await push(log.append('A', 2, -1.5))).toBe('taken');
  const second = log.append('A', 3, 7);
  expect(await push(second)).toBe('taken');
  expect(await push(second)).toBe('repeat');
  expect(extremesSchema.parse((await ask()).json()).items).toEqual([
    {
      station: 'A',
      highest: { value: 7, unit: 'Cel', time: '2013-01-01T03:00:00.000Z' },
      lowest: { value: -1.5, unit: 'Cel', time: '2013-01-01T02:00:00.000Z' },
    },
  ]);
});

test('as long as the log is away both questions and pushes are answered 503, and it is ready all the same', async () => {
  log.isAway = true;
  const pushed = await post(JSON.stringify(log.append('A', 1, 3)));
  for (const answer of [await ask(), pushed]) {
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
    expect(problemSchema.parse(answer.json()).code).toBe('peer-unavailable');
  }
  expect((await app.inject('/readyz')).statusCode).toBe(200);
  log.isAway = false;
  await untilRebuilt();
});

test('a log that goes away later is told with its own wish how long to wait', async () => {
  await untilRebuilt();
  log.append('A', 1, 3);
  log.isAway = true;
  const answer = await post(JSON.stringify(log.append('A', 2, 3)));
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '7']);
});

const text = JSON.stringify(new MemoryLog().append('A', 1, 3));

test.each([
  ['no JSON', '{', 400, 'malformed-body'],
  ['an unknown field', text.replace('{', '{"colour":"red",'), 400, 'validation-failed', '/colour'],
  [
    'words',
    text.replace('"value":3', '"value":"warm"'),
    400,
    'validation-failed',
    '/data/result/air_temperature/value',
  ],
  ['two stations', text.replace('"partitionkey":"A"', '"partitionkey":"B"'), 400, 'validation-failed', '/source'],
  ['a forecast', text.replace('observation.recorded', 'forecast.made'), 400, 'validation-failed', '/type'],
  ['no place in the log', text.replace(/"position":\d+,/, ''), 400, 'validation-failed', '/position'],
  ['nothing', undefined, 400, 'validation-failed', ''],
  ['too much', ' '.repeat(65 * 1024), 413, 'body-too-large'],
])('%s is refused and the place is named', async (_what, payload, status, code, ...pointers) => {
  await untilRebuilt();
  const answer = await post(payload);
  const problem = problemSchema.parse(answer.json());
  expect([answer.statusCode, problem.code]).toEqual([status, code]);
  expect(problem.errors?.map(({ pointer }) => pointer) ?? []).toEqual(expect.arrayContaining(pointers));
});

test('plain JSON is no event', async () => {
  expect((await post(text, 'application/json')).statusCode).toBe(415);
});

test('metrics tell what became of observations, and the description names the routes', async () => {
  await untilRebuilt();
  await push(log.append('A', 1, 3));
  const { body } = await app.inject('/metrics');
  expect(body).toMatch(/weather_template_service_observations_total\{outcome="taken",.*\} 1\n/);
  expect(body).toMatch(/weather_template_service_observations_total\{outcome="failed",.*\} 0\n/);
  expect(body).toMatch(/weather_template_service_stations\{.*\} 1\n/);
  const { paths } = (await app.inject('/openapi.json')).json();
  expect(Object.keys(paths)).toEqual(expect.arrayContaining([eventsPath, templateServicePath]));
});
