import { problemContentType, problemSchema } from '@weather/contracts';
import fc from 'fast-check';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LaunchedSystem, freePorts, launch, temporaryDataFolder } from '../launched-system.ts';
import { type FuzzedRequest, fuzzedRequest } from './arbitrary-requests.ts';
import { type Operation, operationsOf } from './operations.ts';

const totalCases = 21_000;
const casesAtOnce = 25;

let system: LaunchedSystem;
let data: Awaited<ReturnType<typeof temporaryDataFolder>>;
let operations: Operation[];
const dispatcher = new Agent({ connections: casesAtOnce, headersTimeout: 120_000 });

beforeAll(async () => {
  data = await temporaryDataFolder();
  // On a busy machine a log that is slow to answer would be a 503 of the models.
  const environment = { MESSAGE_QUEUE_TIMEOUT_MS: '120000' };
  system = launch(['--idle', '--data', data.folder], { port: await freePorts(), environment });
  await system.line(/Weather page/);
  const ports = [0, 1, 2, 3, 4].map((offset) => system.port + offset);
  operations = (await Promise.all(ports.map((port) => operationsOf(`http://127.0.0.1:${port}`)))).flat();
});

afterAll(async () => {
  await dispatcher.destroy();
  await system.end('SIGTERM');
  await data.remove();
});

async function send({ operation, path, query, headers, body }: FuzzedRequest) {
  const target = new URL(path, operation.origin);
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
  const options = { method: operation.method, headers, dispatcher, ...(body === undefined ? {} : { body }) };
  const answer = await request(target, options);
  const contentType = String(answer.headers['content-type']);
  if (contentType.startsWith('text/event-stream')) {
    answer.body.on('error', () => undefined).destroy();
    return { status: answer.statusCode, contentType, text: '' };
  }
  return { status: answer.statusCode, contentType, text: await answer.body.text() };
}

/** No route may answer 5xx, and each refusal says what was wrong in problem+json that the contracts know. */
async function assertAnsweredWell(fuzzed: FuzzedRequest, seen: Map<number, number>) {
  const { status, contentType, text } = await send(fuzzed);
  seen.set(status, (seen.get(status) ?? 0) + 1);
  expect(status, text).toBeLessThan(500);
  if (status < 400) return;
  expect(contentType).toContain(problemContentType);
  const problem = problemSchema.parse(JSON.parse(text));
  expect(problem.status).toBe(status);
  expect(text).not.toMatch(/node_modules|at \w+ \(|\.ts:\d+/);
}

test(`${totalCases} requests to all routes: no 5xx, no crash, each refusal explained`, async () => {
  expect(operations.length).toBeGreaterThan(20);
  const runs = Math.ceil(totalCases / casesAtOnce / operations.length);
  const seen = new Map<number, number>();
  for (const operation of operations) {
    const batch = fc.array(fuzzedRequest(operation), { minLength: casesAtOnce, maxLength: casesAtOnce });
    const property = fc.asyncProperty(batch, async (requests) => {
      await Promise.all(requests.map((fuzzed) => assertAnsweredWell(fuzzed, seen)));
    });
    await fc.assert(property, { numRuns: runs, endOnFailure: true });
  }
  const accepted = [...seen].filter(([status]) => status < 400).reduce((sum, [, count]) => sum + count, 0);
  const sent = [...seen.values()].reduce((sum, count) => sum + count, 0);
  console.log(`answers by status: ${JSON.stringify(Object.fromEntries([...seen].toSorted(([a], [b]) => a - b)))}`);
  expect(sent).toBeGreaterThanOrEqual(20_000);
  expect(accepted / sent).toBeGreaterThan(0.02);
  expect(accepted / sent).toBeLessThan(0.9);
  expect(system.process.exitCode).toBeNull();
}, 600_000);
