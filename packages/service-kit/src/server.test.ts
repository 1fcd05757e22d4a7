import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHealth } from './health.ts';
import { acceptJson } from './json-body.ts';
import { Problem } from './problem.ts';
import type { Server } from './server-type.ts';
import { buildTestServer, testConfig } from './testing.ts';

const place = z.strictObject({ pointer: z.string(), message: z.string() });
const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  trace_id: z.string().optional(),
  errors: z.array(place).optional(),
});

const thing = z.strictObject({ name: z.string(), inner: z.strictObject({ 'a/b~c': z.number() }).optional() });
const kind = z.union([z.strictObject({ x: z.number() }), z.strictObject({ y: z.number(), z: z.number() })]);

function addRoutes(app: Server) {
  acceptJson(app, 'application/vnd.thing+json', { bodyLimit: 300 });
  app.post(
    '/things/:id',
    { bodyLimit: 200, schema: { body: thing, params: z.strictObject({ id: z.string().max(9) }) } },
    async () => ({}),
  );
  app.post('/kinds', { schema: { body: kind } }, async () => ({}));
  app.post('/free', (request, reply) => reply.send({ got: request.body ?? null }));
  app.get(
    '/things',
    {
      schema: {
        querystring: z.strictObject({ limit: z.string().regex(/^\d+$/).optional() }),
        headers: z.looseObject({ 'x-limit': z.string().max(3).optional() }),
      },
    },
    async () => [],
  );
  app.get('/broken', async () => {
    throw new Error('password=hunter2 at /etc/secret');
  });
  app.get('/thrown-null', async () => {
    throw null;
  });
  app.get('/busy', async () => {
    throw new Problem(429, 'too-many-requests', 'slow down', { retryAfterSeconds: 7 });
  });
  app.get('/full', async () => {
    throw new Problem(503, 'storage-full');
  });
  app.get(
    '/wrong',
    { schema: { response: { 200: z.strictObject({ n: z.number() }) } } },
    async () => ({ n: 'x' }) as never,
  );
}

let app: Server;
afterEach(() => app.close());

function start(options: Parameters<typeof buildTestServer>[0] = {}) {
  app = buildTestServer({ problemResponse: problemSchema, ...options });
  addRoutes(app);
}

async function ask(
  method: 'GET' | 'POST' | 'PUT' | 'HEAD',
  url: string,
  payload?: string | object,
  headers: Record<string, string> = {},
) {
  const json = { 'content-type': 'application/json' };
  const answer = await app.inject({
    method,
    url,
    ...(payload !== undefined && { payload }),
    headers: { ...(payload !== undefined && json), ...headers },
  });
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    problem: answer.headers['content-type']?.toString().startsWith('application/problem+json')
      ? problemSchema.parse(answer.json())
      : undefined,
  };
}

const pointers = (answer: Awaited<ReturnType<typeof ask>>) => answer.problem?.errors?.map((error) => error.pointer);

describe('bad input', () => {
  it('names the place of each fault in the body', async () => {
    start();
    const answer = await ask('POST', '/things/1', { name: 3, inner: { 'a/b~c': 'x', 'b~': 1 }, more: 1 });
    expect(answer.status).toBe(400);
    expect(answer.problem?.code).toBe('validation-failed');
    expect(pointers(answer)).toEqual(['/name', '/inner/a~1b~0c', '/inner/b~0', '/more']);
  });

  it('names query, header and path by their part', async () => {
    start();
    expect(pointers(await ask('GET', '/things?limit=x&other=1'))).toEqual(['query/limit', 'query/other']);
    expect(pointers(await ask('GET', '/things', undefined, { 'x-limit': '1000' }))).toEqual(['header/x-limit']);
    expect(pointers(await ask('POST', '/things/1234567890', { name: 'a' }))).toEqual(['path/id']);
  });

  it('reports the branch of a union that is nearest', async () => {
    start();
    expect(pointers(await ask('POST', '/kinds', { x: 'a' }))).toEqual(['/x']);
  });

  it.each([
    ['{"name":', 'malformed-body', 400],
    ['{"name":NaN}', 'malformed-body', 400],
    ['{"name":Infinity}', 'malformed-body', 400],
    ['[1,]', 'malformed-body', 400],
    ['', 'validation-failed', 400],
    ['null', 'validation-failed', 400],
    ['{"name":1e999}', 'validation-failed', 400],
    [`{"name":${'['.repeat(25)}${']'.repeat(25)}}`, 'body-too-deep', 400],
    ['['.repeat(190), 'body-too-deep', 400],
    [JSON.stringify({ name: 'x'.repeat(200) }), 'body-too-large', 413],
  ])('refuses the body %s', async (body, code, status) => {
    start();
    const answer = await ask('POST', '/things/1', body);
    expect([answer.status, answer.problem?.code]).toEqual([status, code]);
  });

  it.each([
    ['{"name":"a","__proto__":{"admin":true}}', '/__proto__'],
    [String.raw`{"name":"a","inner":{"\u005f_proto__":{}}}`, '/inner/__proto__'],
    ['{"a":[{"constructor":{"prototype":{}}}]}', '/a/0/constructor'],
  ])('refuses the forged prototype in %s and tells where', async (body, pointer) => {
    start();
    const answer = await ask('POST', '/free', body);
    expect([answer.status, answer.problem?.code, pointers(answer)]).toEqual([400, 'malformed-body', [pointer]]);
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });

  it.each(['text/plain', 'application/xml', 'nonsense', 'application/jsonx', ''])(
    'refuses the content type %j',
    async (type) => {
      start();
      const answer = await ask('POST', '/free', '{}', { 'content-type': type });
      expect([answer.status, answer.problem?.code]).toEqual([415, 'unsupported-media-type']);
    },
  );

  it('refuses a compressed body', async () => {
    start();
    expect((await ask('POST', '/free', '{}', { 'content-encoding': 'gzip' })).status).toBe(415);
  });

  it('takes further JSON content types, with parameters and the smaller of both limits', async () => {
    start();
    const type = { 'content-type': 'application/vnd.thing+json; charset=utf-8' };
    expect((await ask('POST', '/free', '{"a":1}', type)).text).toBe('{"got":{"a":1}}');
    expect((await ask('POST', '/free', JSON.stringify('x'.repeat(400)), type)).status).toBe(413);
    expect((await ask('POST', '/things/1', { name: 'x'.repeat(250) }, type)).status).toBe(413);
  });

  it('limits how much it says about a body with many faults', async () => {
    start();
    const body = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k${index}`, 1]));
    const answer = await app.inject({ method: 'POST', url: '/kinds', payload: body });
    expect(answer.json().errors).toHaveLength(20);
  });

  it.each([
    ['/%zz', 400],
    ['/%c3%28', 400],
    [`/things/${'x'.repeat(300)}`, 414],
    ['/nothing', 404],
    ['//', 404],
  ])('answers %s with %d', async (path, status) => {
    start();
    const answer = await ask('POST', path);
    expect(answer.status).toBe(status);
    expect(answer.problem?.status).toBe(status);
    expect(answer.headers).toMatchObject({ 'x-served-by': 'test-pod', 'x-version': 'test' });
  });

  it('tells which methods a path takes', async () => {
    start();
    const answer = await ask('PUT', '/things/7?x=1');
    expect([answer.status, answer.problem?.code, answer.headers.allow]).toEqual([405, 'method-not-allowed', 'POST']);
    expect((await ask('POST', '/things')).headers.allow).toBe('GET');
    expect((await ask('POST', '/livez')).headers.allow).toBe('GET, HEAD');
  });
});

describe('errors of the service', () => {
  it('logs what it does not know in full and answers nothing of it', async () => {
    start();
    const logged: unknown[] = [];
    app.log.error = ((line: { err: unknown }) => logged.push(line.err)) as never;
    const answer = await ask('GET', '/broken');
    expect(answer.problem).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      code: 'internal-error',
    });
    expect(logged).toEqual([expect.objectContaining({ message: expect.stringContaining('hunter2') })]);
  });

  it('survives a thrown null', async () => {
    start();
    expect((await ask('GET', '/thrown-null')).problem?.code).toBe('internal-error');
  });

  it('says when to come again', async () => {
    start();
    expect((await ask('GET', '/busy')).headers['retry-after']).toBe('7');
    const full = await ask('GET', '/full');
    expect([full.status, full.problem?.code, full.headers['retry-after']]).toEqual([503, 'storage-full', '1']);
  });

  it('fails an answer that does not fit its schema when answers are checked, and only then', async () => {
    start();
    const checked = await ask('GET', '/wrong');
    expect([checked.status, checked.problem?.detail]).toEqual([500, expect.stringContaining('/n: ')]);
    await app.close();
    start({ config: testConfig({ CHECK_ANSWERS: false }) });
    expect((await ask('GET', '/wrong')).text).toBe('{"n":"x"}');
  });
});

describe('every answer', () => {
  it('carries pod, version and request id', async () => {
    start();
    const answer = await ask('GET', '/things', undefined, { 'x-request-id': 'Opaque id/42' });
    expect(answer.headers).toMatchObject({
      'x-served-by': 'test-pod',
      'x-version': 'test',
      'x-request-id': 'Opaque id/42',
    });
  });

  it.each(['', 'x'.repeat(129), 'caf\u00e9', 'a\tb'])('gives a new id for the request id %j', async (given) => {
    start();
    const { headers } = await ask('GET', '/things', undefined, { 'x-request-id': given });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('names the trace in a problem, from W3C or b3 headers', async () => {
    start();
    const id = '4bf92f3577b34da6a3ce929d0e0e4736';
    const w3c = await ask('GET', '/nothing', undefined, { traceparent: `00-${id}-00f067aa0ba902b7-01` });
    const b3 = await ask('GET', '/nothing', undefined, { 'x-b3-traceid': id });
    expect([w3c.problem?.trace_id, b3.problem?.trace_id]).toEqual([id, id]);
  });
});

describe('operations', () => {
  it('is ready when each check passes, and alive also when none does', async () => {
    start();
    expect((await ask('GET', '/readyz')).text).toBe('{"status":"ok","checks":{}}');
    await app.close();
    const health = createHealth();
    let fault: string | undefined = 'disk is full';
    health.addCheck('log', () => fault);
    health.addCheck('peer', () => {
      throw new Error('gone');
    });
    start({ health });
    const bad = await ask('GET', '/readyz');
    expect([bad.status, JSON.parse(bad.text)]).toEqual([
      503,
      { status: 'not-ready', checks: { log: 'disk is full', peer: 'check failed: gone' } },
    ]);
    expect((await ask('GET', '/livez')).status).toBe(200);
    fault = undefined;
    health.addCheck('peer', () => undefined);
    expect((await ask('GET', '/readyz')).status).toBe(200);
    health.stopping = true;
    expect(JSON.parse((await ask('GET', '/readyz')).text)).toEqual({
      status: 'not-ready',
      checks: { log: 'ok', peer: 'ok', process: 'stopping' },
    });
    expect((await ask('GET', '/livez')).status).toBe(200);
  });

  it('counts requests by route template, never by path', async () => {
    start();
    for (const id of ['1', '2', '3']) await ask('POST', `/things/${id}`, { name: 'a' });
    await ask('GET', '/wp-admin');
    await ask('GET', '/livez');
    const metrics = (await ask('GET', '/metrics')).text;
    expect(metrics).toContain(
      'http_server_request_duration_seconds_count{service="test",method="POST",route="/things/:id",status_code="200"} 3',
    );
    expect(metrics).toContain('route="unmatched",status_code="404"} 1');
    expect(metrics).not.toMatch(/wp-admin|livez|things\/1/);
  });

  it('tells its version, its place and whether it takes requests', async () => {
    const health = createHealth();
    start({ health, config: testConfig({ SERVICE_VERSION: 'v7', POD_NAME: 'pod-1' }) });
    const metrics = (await ask('GET', '/metrics')).text;
    expect(metrics).toContain('service_info{version="v7",pod="pod-1",service="test"} 1');
    expect(metrics).toContain('service_ready{service="test"} 1');
    health.stopping = true;
    expect((await ask('GET', '/metrics')).text).toContain('service_ready{service="test"} 0');
  });

  it('describes its routes in OpenAPI 3.1, with the problem that any may answer', async () => {
    start();
    const document = JSON.parse((await ask('GET', '/openapi.json')).text);
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/livez', '/readyz', '/metrics', '/things/{id}', '/things']),
    );
    const { post } = document.paths['/things/{id}'];
    expect(post.requestBody.content['application/json'].schema.properties).toHaveProperty('name');
    expect(post.responses['4XX'].content['application/problem+json'].schema.properties).toHaveProperty('code');
  });

  it("injects faults on the service's own routes only", async () => {
    start({ config: testConfig({ FAULT_ERROR_RATE: 1, FAULT_ERROR_STATUS: 503 }) });
    const hit = await ask('GET', '/things');
    expect([hit.status, hit.problem?.code, hit.headers['retry-after']]).toEqual([503, 'injected-fault', '1']);
    for (const path of ['/livez', '/readyz', '/metrics', '/openapi.json'])
      expect((await ask('GET', path)).status).toBe(200);
  });
});
