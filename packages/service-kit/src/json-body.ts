import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';
import type { Server } from './server-type.ts';

/** How deep arrays and objects may nest in a body. */
export const maximumDepth = 20;

type Done = (error: Error | null, body?: unknown) => void;

/**
 * Takes bodies of a JSON content type beside application/json, which every app takes: not nested too deep and
 * without keys that would forge a prototype. Without a limit of its own the route's or the app's holds, in bytes.
 */
export function acceptJson(app: Server, contentType: string, options: { bodyLimit?: number } = {}): void {
  const parse = app.getDefaultJsonParser('error', 'error') as (
    request: FastifyRequest,
    body: string,
    done: Done,
  ) => void;
  app.addContentTypeParser(contentType, { parseAs: 'string', ...options }, (request, text: string, done: Done) => {
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') {
      done(new Problem(415, 'unsupported-media-type', 'a body must not be compressed'));
    } else if (text.length === 0) {
      // The route's schema says whether a body is needed.
      done(null, undefined);
    } else if (isTooDeep(text)) {
      done(new Problem(400, 'body-too-deep', `a body must not nest deeper than ${maximumDepth} levels`));
    } else {
      parse(request, text, (error, body) => (error === null ? done(null, body) : done(explain(text))));
    }
  });
}

const quote = 34;
const backslash = 92;

/** Counts brackets outside of strings, before anything is parsed. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) {
      index = endOfString(text, index + 1);
    } else if (code === 123 || code === 91) {
      if (++depth > maximumDepth) return true;
    } else if (code === 125 || code === 93) {
      depth--;
    }
  }
  return false;
}

/** Index of the quote that ends a string, or the text's length. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

/** The parser refused the text: because it is no JSON, or because of a forged prototype, whose place it does not tell. */
function explain(text: string): Problem {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    const detail = `the body is not JSON: ${(error as Error).message}`;
    return new Problem(400, 'malformed-body', detail, { errors: [{ pointer: '', message: detail }] });
  }
  const pointer = forgedKey(body, '') ?? '';
  return new Problem(400, 'malformed-body', 'a body must not forge a prototype', {
    errors: [{ pointer, message: 'this key is not allowed' }],
  });
}

/** Recursion is safe: the body is at most maximumDepth deep. */
function forgedKey(value: unknown, place: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, '__proto__')) return `${place}/__proto__`;
  for (const [key, inner] of Object.entries(value)) {
    const here = `${place}/${pointerStep(key)}`;
    if (key === 'constructor' && typeof inner === 'object' && inner !== null && Object.hasOwn(inner, 'prototype'))
      return here;
    const found = forgedKey(inner, here);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** One step of a JSON Pointer (RFC 6901). */
export function pointerStep(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
