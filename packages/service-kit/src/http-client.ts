import { Pool } from 'undici';
import type { Dispatcher } from 'undici';
import type { z } from 'zod';
import { untracedHeaders } from './context.ts';
import { acceptAnswer, parseAnswer, readBounded } from './peer-answer.ts';
import type { PeerAnswer } from './peer-answer.ts';
import { PeerError } from './peer-error.ts';

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
        const text = await readBounded({ body, headers, status: statusCode, maximum: maximumAnswerBytes });
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

function noAnswer(reason: 'timeout' | 'aborted' | undefined, cause: unknown): PeerError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new PeerError({ code: reason ?? 'no-answer', detail: reason ?? detail, cause });
}
