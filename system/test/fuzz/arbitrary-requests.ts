import { eventBatchContentType, eventContentType } from '@weather/contracts';
import fc from 'fast-check';
import type { Operation } from './operations.ts';
import { observationEvent } from '../observation-event.ts';

export interface FuzzedRequest {
  operation: Operation;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: string | undefined;
}

/** What programs and people get wrong in a text: numbers that are none, encodings, traversal, injection. */
const nastyTexts = [
  '',
  ' ',
  'NaN',
  'Infinity',
  '-1',
  '1e999',
  '0x10',
  '1;drop table events',
  '../../etc/passwd',
  '%00',
  '%',
  '\u0000',
  '__proto__',
  'constructor',
  'null',
  'true',
  '9'.repeat(400),
  '🌧',
  'a'.repeat(2000),
  '2013-13-01T00:00:00Z',
];
const nastyText = fc.constantFrom(...nastyTexts);

const plausibleTexts = [
  '1',
  '2',
  '10',
  'asc',
  'desc',
  'true',
  'EWR',
  'temperature',
  'weather',
  'synthetic',
  'replay',
  'latest',
  '2013-01-01T06:00:00Z',
  'weather.observation.recorded.v1',
];
const plausibleText = fc.constantFrom(...plausibleTexts);

const queryValue = fc.oneof(plausibleText, nastyText, fc.string({ maxLength: 40 }));

/** A simulation that would really run is kept short: what is tested is the door, not the house. */
const duration = fc.oneof(fc.constantFrom('1', '2', '5'), nastyText);

function queryOf(operation: Operation) {
  const known = operation.queryNames.map((name) => [name, name === 'duration' ? duration : queryValue] as const);
  const unknown = fc.dictionary(fc.constantFrom('x', '__proto__', 'limit[]', 'toString'), queryValue, { maxKeys: 1 });
  return fc
    .tuple(
      fc.record(Object.fromEntries(known), { requiredKeys: [] }),
      fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, unknown),
    )
    .map(([valid, junk]) => ({ ...valid, ...junk }) as Record<string, string>);
}

const nastyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(null, -1, 1e308, '', 'NaN', [], {}, '9'.repeat(300), { __proto: 1 }, 12.5),
);

/** A copy of a valid body in which one place, drawn at random, holds something else, is gone, or has company. */
function mutated(valid: object) {
  return fc
    .tuple(fc.array(fc.nat(20), { maxLength: 5 }), nastyValue, fc.constantFrom('set', 'delete', 'add'))
    .map(([path, value, change]) => {
      const body = structuredClone(valid);
      let node = body as Record<string, unknown>;
      let key = '';
      for (const step of path) {
        const keys = Object.keys(node);
        if (keys.length === 0) break;
        key = keys[step % keys.length]!;
        const child = node[key];
        if (typeof child !== 'object' || child === null) break;
        node = child as Record<string, unknown>;
      }
      if (change === 'set' && key in node) node[key] = value;
      else if (change === 'delete' && key in node) delete node[key];
      else node.unexpected = value;
      return JSON.stringify(body);
    });
}

const brokenTexts = [
  '',
  '{',
  '[',
  '{"a":NaN}',
  '{"a":Infinity}',
  '{"a":1e999}',
  "{'a':1}",
  '\u0000',
  '"',
  'null',
  '0',
  '[[[]]]',
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{"admin":true}}}',
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
  `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`,
  `{"a":"${'x'.repeat(1_100_000)}"}`,
];
const brokenText = fc.constantFrom(...brokenTexts);

const validBodies: Record<string, object> = {
  [eventContentType]: observationEvent(1),
  [eventBatchContentType]: [observationEvent(1), observationEvent(2)],
  '/api/v1/subscriptions': { id: 'fuzz', sink: 'http://127.0.0.1:9/', types: ['weather.observation.recorded.v1'] },
  '/api/v1/dead-letters/redrive': { subscription: 'fuzz' },
  '/api/v1/simulations': { duration: 1000, type: 'temperature', rate: 1 },
};

function bodyOf(operation: Operation, contentType: string) {
  const valid = validBodies[contentType] ?? validBodies[operation.path] ?? {};
  return fc.oneof(
    { weight: 6, arbitrary: mutated(valid) },
    { weight: 1, arbitrary: fc.constant(JSON.stringify(valid)) },
    { weight: 2, arbitrary: fc.json({ maxDepth: 4 }) },
    { weight: 1, arbitrary: fc.string({ maxLength: 200 }) },
    { weight: 2, arbitrary: brokenText },
  );
}

const headerText = fc.constantFrom('', 'a', 'x'.repeat(500), '00-0-0-0', '../..', '"', '0', ';;;', '-1');

const strayHeaders = fc.dictionary(
  fc.constantFrom('x-request-id', 'traceparent', 'b3', 'accept', 'last-event-id', 'ce-id', 'ce-type', 'baggage'),
  headerText,
  { maxKeys: 2 },
);

const strayContentType = fc.constantFrom(
  'text/plain',
  'application/xml',
  'application/json',
  'json',
  '/',
  'application/json; charset=x',
);

/** Requests to one operation, most of them wrong in some way. */
export function fuzzedRequest(operation: Operation): fc.Arbitrary<FuzzedRequest> {
  const pathValue = fc.oneof(fc.constantFrom('1', 'fuzz', 'EWR'), nastyText.map(encodeURIComponent));
  const path = fc.array(pathValue, { minLength: 3, maxLength: 3 }).map((values) => {
    const rest = [...values];
    return operation.path.replaceAll(/\{[^}]+\}/g, () => rest.pop()! || 'x');
  });
  const declared = operation.contentTypes.length > 0 ? fc.constantFrom(...operation.contentTypes) : strayContentType;
  const contentType = fc.oneof({ weight: 8, arbitrary: declared }, { weight: 1, arbitrary: strayContentType });
  return contentType.chain((type) =>
    fc
      .record({
        path,
        query: queryOf(operation),
        stray: strayHeaders,
        body:
          operation.method === 'POST' && operation.contentTypes.length > 0
            ? bodyOf(operation, type)
            : fc.constant(undefined),
      })
      .map(({ stray, body, ...request }) => ({
        ...request,
        operation,
        body,
        headers: body === undefined ? stray : { ...stray, 'content-type': type },
      })),
  );
}
