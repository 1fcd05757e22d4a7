import { Pool } from 'undici';
import type { Dispatcher } from 'undici';
import type { z } from 'zod';
import { untracedHeaders } from './context.ts';
import { parseRetryAfter, PeerError } from './peer-error.ts';
import { placesOf } from './validation.ts';

export type HttpClientOptions = {
  /** Such as http://message-queue:3001 */
  origin: string;
  /** For the whole exchange, from waiting for a connection to the answer's last byte. */
  timeoutMs?: number;
  connections?: number;
  /** Largest answer that is read, in bytes. */
  maximumAnswerBytes?: number;
  /** Ends every request of this client. */
  signal?: AbortSignal;
};

export type PeerRequest<S extends z.ZodType | undefined> = {
  method: Dispatcher.HttpMethod;
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  /** An object is sent as JSON, a string as it is. */
  body?: string | object;
  contentType?: string;
  headers?: Record<string, string>;
  responseSchema?: S;
  timeoutMs?: number;
  signal?: AbortSignal;
};

export type PeerAnswer<Body> = { status: number; headers: Record<string, string | string[] | undefined>; body: Body };

export type HttpClient = {
  /** @throws {PeerError} for every outcome but a 2xx whose body fits `responseSchema`; redirects are not followed */
  request<S extends z.ZodType | undefined = undefined>(
    request: PeerRequest<S>,
  ): Promise<PeerAnswer<S extends z.ZodType ? z.output<S> : unknown>>;
  close(): Promise<void>;
};

/** A pool of connections to one peer; passes on the headers of the request at hand. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { origin, timeoutMs = 10_000, connections = 64, maximumAnswerBytes = 1024 * 1024 } = options;
  const pool = new Pool(origin, { connections, headersTimeout: 0, bodyTimeout: 0, connect: { timeout: timeoutMs } });
  return {
    async request(request) {
      const limit = startLimit(request.timeoutMs ?? timeoutMs, [options.signal, request.signal]);
      try {
        const { statusCode, headers, body } = await pool.request({ ...wireRequest(request), signal: limit.signal });
        const text = await readBounded(body, maximumAnswerBytes, statusCode);
        const answer = { status: statusCode, headers, body: parseAnswer(headers, text) };
        return acceptAnswer(answer, request.responseSchema) as never;
      } catch (error) {
        throw error instanceof PeerError ? error : noAnswer(limit.reason(), error);
      } finally {
        limit.clear();
      }
    },
    close: () => pool.destroy(),
  };
}

function wireRequest(request: PeerRequest<z.ZodType | undefined>) {
  const { method, path, query, body, contentType = 'application/json' } = request;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) search.set(name, String(value));
  return {
    method,
    path: search.size === 0 ? path : `${path}?${search}`,
    headers: { ...untracedHeaders(), ...(body !== undefined && { 'content-type': contentType }), ...request.headers },
    body: typeof body === 'object' ? JSON.stringify(body) : (body ?? null),
  };
}

/** One signal for the timeout and whoever else may end the exchange; made by hand because AbortSignal.any is slow. */
function startLimit(timeoutMs: number, others: (AbortSignal | undefined)[]) {
  const controller = new AbortController();
  let reason: 'timeout' | 'aborted' | undefined;
  const end = (why: 'timeout' | 'aborted') => {
    reason ??= why;
    controller.abort();
  };
  const abort = () => end('aborted');
  const timer = setTimeout(end, timeoutMs, 'timeout');
  for (const signal of others) {
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort);
  }
  const clear = () => {
    clearTimeout(timer);
    for (const signal of others) signal?.removeEventListener('abort', abort);
  };
  return { signal: controller.signal, reason: () => reason, clear };
}

async function readBounded(body: Dispatcher.ResponseData['body'], maximum: number, status: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    // Leaving the loop destroys the body, and with it the connection.
    if (length > maximum)
      throw new PeerError({ status, code: 'answer-too-large', detail: `more than ${maximum} bytes` });
    chunks.push(chunk);
  }
  return (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString('utf8');
}

/** JSON as what it means, anything else (and JSON that is none) as text. */
function parseAnswer(headers: PeerAnswer<unknown>['headers'], text: string): unknown {
  if (!/[/+]json\b/.test(String(headers['content-type']))) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function acceptAnswer(answer: PeerAnswer<unknown>, schema: z.ZodType | undefined): PeerAnswer<unknown> {
  const { status, headers, body } = answer;
  if (status < 200 || status > 299) {
    const problem = (typeof body === 'object' && body !== null ? body : {}) as { code?: unknown; detail?: unknown };
    throw new PeerError({
      status,
      code: typeof problem.code === 'string' ? problem.code : `status-${status}`,
      detail: typeof problem.detail === 'string' ? problem.detail : 'the peer gave no detail',
      retryAfterMs: parseRetryAfter(headers['retry-after'], Date.now()),
    });
  }
  if (schema === undefined) return answer;
  const result = schema.safeParse(body);
  if (result.success) return { ...answer, body: result.data };
  const [fault] = placesOf(result.error.issues, '');
  throw new PeerError({
    status,
    code: 'invalid-answer',
    detail: `answer at ${fault?.pointer || '/'}: ${fault?.message}`,
  });
}

function noAnswer(reason: 'timeout' | 'aborted' | undefined, cause: unknown): PeerError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new PeerError({ code: reason ?? 'no-answer', detail: reason ?? detail, cause });
}
