import { eventContentType, eventsPath, modelPath, problemSchema } from '@weather/contracts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { observation } from './memory-log.ts';
import { MessageQueueOverHttp } from './message-queue-over-http.ts';
import { ReplicaOverHttp } from './replica-over-http.ts';

let queue: MessageQueueOverHttp;
let replica: ReplicaOverHttp;

beforeEach(async () => {
  queue = new MessageQueueOverHttp();
  await queue.start();
  replica = new ReplicaOverHttp(queue.origin);
});
afterEach(async () => {
  await replica.stop();
  await queue.stop();
});

const stored = { ...observation('A', 1), position: 1, previousposition: 0 };
const text = JSON.stringify(stored);

function post(payload: string | undefined, contentType: string | undefined = eventContentType) {
  const headers = contentType === '' ? {} : { 'content-type': contentType };
  return replica.app.inject({ method: 'POST', url: eventsPath, headers, ...(payload !== undefined && { payload }) });
}

test.each([
  ['no JSON', '{', 400, 'malformed-body', ''],
  ['an unknown field', text.replace('{', '{"colour":"red",'), 400, 'validation-failed', '/colour'],
  [
    'a temperature in words',
    text.replace('"value":0.1', '"value":"warm"'),
    400,
    'validation-failed',
    '/data/result/air_temperature/value',
  ],
  [
    'infinity',
    text.replace('"value":0.1', '"value":1e999'),
    400,
    'validation-failed',
    '/data/result/air_temperature/value',
  ],
  ['a forged prototype', text.replace('{', '{"__proto__":{"x":1},'), 400, 'malformed-body', '/__proto__'],
  ['a position before the first', text.replace('"position":1', '"position":0'), 400, 'validation-failed', '/position'],
  [
    'two stations in one',
    text.replace('"partitionkey":"A"', '"partitionkey":"B"'),
    400,
    'validation-failed',
    '/source',
  ],
  ['a forecast', text.replace('observation.recorded', 'forecast.made'), 400, 'validation-failed', '/type'],
  ['nothing', undefined, 400, 'validation-failed', ''],
  ['deep nesting', '['.repeat(50) + ']'.repeat(50), 400, 'body-too-deep'],
  ['too much', ' '.repeat(65 * 1024), 413, 'body-too-large'],
])('%s is refused and the place is named', async (_what, payload, status, code, ...pointers) => {
  const answer = await post(payload);
  expect(answer.statusCode).toBe(status);
  expect(answer.headers['content-type']).toMatch('application/problem+json');
  const problem = problemSchema.parse(answer.json());
  expect(problem.code).toBe(code);
  expect(problem.errors?.map((place) => place.pointer) ?? []).toEqual(expect.arrayContaining(pointers));
});

test.each(['application/json', 'application/cloudevents-batch+json', 'text/plain', ''])(
  'content type "%s" is refused',
  async (type) => {
    const answer = await post(text, type);
    expect(answer.statusCode).toBe(415);
    expect(problemSchema.parse(answer.json()).code).toBe('unsupported-media-type');
  },
);

test('a log that is away is told as 503, with its own wish how long to wait', async () => {
  queue.mood = () => 507;
  for (const counter of [1, 2, 3]) queue.log.append(observation('A', counter));
  const answer = await post(JSON.stringify(queue.log.stored[2]));
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '7']);
  expect(problemSchema.parse(answer.json()).code).toBe('peer-unavailable');
  expect((await replica.app.inject('/readyz')).statusCode).toBe(200);
});

test('a result that message-queue will never take is a fault of ours', async () => {
  queue.mood = () => 400;
  for (const counter of [1, 2, 3]) queue.log.append(observation('A', counter));
  const answer = await post(JSON.stringify(queue.log.stored[2]));
  expect([answer.statusCode, problemSchema.parse(answer.json()).code]).toEqual([500, 'internal-error']);
});

test('status, metrics and description tell what was learnt', async () => {
  for (const counter of [1, 2, 3]) queue.log.append(observation('A', counter));
  const received = await post(JSON.stringify(queue.log.stored[2]));
  expect(received.json().outcome).toBe('learnt');
  await post(JSON.stringify(observation('B', 1)));
  expect((await replica.app.inject(modelPath)).json()).toEqual({
    model: { name: 'v1', version: 'dev' },
    anomalyDetector: 'zscore',
    stations: 1,
    learnt: 3,
    caughtUp: 2,
  });
  const metrics = (await replica.app.inject('/metrics')).body;
  expect(metrics).toMatch(/weather_model_observations_total\{outcome="learnt",.*\} 1\n/);
  expect(metrics).toMatch(/weather_model_observations_total\{outcome="answered",.*\} 1\n/);
  expect(metrics).toMatch(/weather_model_caught_up_total\{.*\} 2\n/);
  expect(metrics).toMatch(/weather_model_results_published_total\{type="forecast",.*\} 1\n/);
  expect(metrics).toMatch(/weather_model_learn_seconds_count\{.*\} 3\n/);
  expect(metrics).toMatch(/weather_model_stations\{.*\} 1\n/);
  expect(metrics).toMatch(/weather_model_evictions_total\{.*\} 0\n/);
  const description = (await replica.app.inject('/openapi.json')).json();
  expect(Object.keys(description.paths[eventsPath].post.requestBody.content)).toEqual([eventContentType]);
});
