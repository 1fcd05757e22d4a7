import { eventContentType } from '@weather/contracts';
import { forwardedHeaders, parseRetryAfter, withRemoteParent } from '@weather/service-kit';
import { Pool } from 'undici';
import type { LogRecord } from '../domain/event-log.ts';
import type { TryResult } from '../domain/retry-policy.ts';
import { checkSink, type SinkRule } from '../domain/sink-policy.ts';
import { checkedLookup, type Resolve } from './checked-lookup.ts';

export type HttpSinkOptions = {
  rules: readonly SinkRule[];
  /** For one try, from connecting to the last byte of the answer. */
  timeoutMs: number;
  connections: number;
  resolve?: Resolve;
  onTry?: (answer: { status: number; version: string | undefined } | undefined, seconds: number) => void;
};

const longestAnswer = 64 * 1024;

/** Pushes events by HTTP POST, each on its own, so that a mesh in between can balance them. */
export class HttpSink {
  readonly #options: HttpSinkOptions;
  readonly #pools = new Map<string, Pool>();
  readonly #lookup;

  constructor(options: HttpSinkOptions) {
    this.#options = options;
    this.#lookup = checkedLookup(options.resolve);
  }

  /** One try; redirects are not followed, and whatever goes wrong is told as a result. */
  async send(sink: string, record: LogRecord): Promise<TryResult> {
    const started = performance.now();
    const abort = new AbortController();
    const timer = setTimeout(
      () => abort.abort(new Error(`no complete answer within ${this.#options.timeoutMs} ms`)),
      this.#options.timeoutMs,
    );
    try {
      const url = checkSink(sink, this.#options.rules);
      const answer = await withRemoteParent(record.headers, `push ${url.host}`, {}, () =>
        this.#post(url, record, abort.signal),
      );
      this.#options.onTry?.(answer, (performance.now() - started) / 1000);
      return answer;
    } catch (error) {
      this.#options.onTry?.(undefined, (performance.now() - started) / 1000);
      return { error: reason(error as Error) };
    } finally {
      clearTimeout(timer);
    }
  }

  async #post(url: URL, record: LogRecord, signal: AbortSignal) {
    const { statusCode, headers, body } = await this.#pool(url.origin).request({
      method: 'POST',
      path: url.pathname + url.search,
      headers: { ...forwardedHeaders(), 'content-type': eventContentType },
      body: record.text,
      signal,
    });
    let size = 0;
    for await (const chunk of body) {
      size += (chunk as Buffer).length;
      if (size > longestAnswer) throw new Error(`the answer is longer than ${longestAnswer} bytes`);
    }
    const version = headers['x-version'];
    return {
      status: statusCode,
      version: typeof version === 'string' ? version : undefined,
      retryAfterMs: parseRetryAfter(headers['retry-after'], Date.now()),
    };
  }

  #pool(origin: string): Pool {
    let pool = this.#pools.get(origin);
    if (!pool) {
      const { connections, timeoutMs } = this.#options;
      const connect = { lookup: this.#lookup, timeout: timeoutMs, autoSelectFamily: true };
      pool = new Pool(origin, {
        connections,
        pipelining: 1,
        connect,
        keepAliveTimeout: 4000,
        maxHeaderSize: 16 * 1024,
      });
      this.#pools.set(origin, pool);
    }
    return pool;
  }

  /** Ends what is under way; its tries are told as failed. */
  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
  }
}

function reason(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  const text = error.message || error.name;
  return (code !== undefined && !text.includes(code) ? `${code}: ${text}` : text).slice(0, 300);
}
