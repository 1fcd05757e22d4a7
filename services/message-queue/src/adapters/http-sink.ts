import { eventContentType } from '@weather/contracts';
import { untracedHeaders, withRemoteParent } from '@weather/service-kit';
import { Pool } from 'undici';
import type { LogRecord } from '../domain/event-log.ts';
import type { TryResult } from '../domain/retry-policy.ts';
import { checkSink, type SinkRule } from '../domain/sink-policy.ts';
import { checkedLookup, type Resolve } from './checked-lookup.ts';
import { PushExchange, type PushAnswer } from './push-exchange.ts';

export type HttpSinkOptions = {
  rules: readonly SinkRule[];
  /** For one try, from connecting to the last byte of the answer. */
  timeoutMs: number;
  connections: number;
  resolve?: Resolve;
  onTry?: (answer: { status: number; version: string | undefined } | undefined, seconds: number) => void;
};

/** Where the pushes of one subscription go. Its connections are its own, so that one that hangs starves no other. */
type Target = { sink: string; host: string; path: string; pool: Pool };

/** Pushes events by HTTP POST, each on its own, so that a mesh in between can balance them. */
export class HttpSink {
  readonly #options: HttpSinkOptions;
  readonly #targets = new Map<string, Target>();
  /** Those that finish what they began, too. */
  readonly #pools = new Set<Pool>();
  readonly #lookup;

  constructor(options: HttpSinkOptions) {
    this.#options = options;
    this.#lookup = checkedLookup(options.resolve);
  }

  /** One try; redirects are not followed, and whatever goes wrong is told as a result. */
  async send(subscription: { id: string; sink: string }, record: LogRecord): Promise<TryResult> {
    const started = performance.now();
    try {
      const target = this.#target(subscription);
      const answer = await withRemoteParent(record.headers, `push ${target.host}`, {}, () =>
        this.#post(target, record.text),
      );
      this.#options.onTry?.(answer, (performance.now() - started) / 1000);
      return answer;
    } catch (error) {
      this.#options.onTry?.(undefined, (performance.now() - started) / 1000);
      return { error: reason(error as Error) };
    }
  }

  #post({ pool, path }: Target, body: string): Promise<PushAnswer> {
    // With tracing on, the instrumentation of undici adds the trace's own.
    const headers = untracedHeaders();
    headers['content-type'] = eventContentType;
    const exchange = new PushExchange(this.#options.timeoutMs);
    try {
      pool.dispatch({ method: 'POST', path, headers, body }, exchange);
    } catch (error) {
      exchange.onResponseError(undefined, error as Error);
    }
    return exchange.answer;
  }

  /** Closes a subscription's connections once the tries that use them have ended. */
  release(subscription: string): void {
    const pool = this.#targets.get(subscription)?.pool;
    if (!pool) return;
    this.#targets.delete(subscription);
    void pool
      .close()
      .catch(() => {})
      .then(() => this.#pools.delete(pool));
  }

  /** The rules never change, so a sink that was admitted stays so. */
  #target({ id, sink }: { id: string; sink: string }): Target {
    const known = this.#targets.get(id);
    if (known?.sink === sink) return known;
    const url = checkSink(sink, this.#options.rules);
    this.release(id);
    const target = { sink, host: url.host, path: url.pathname + url.search, pool: this.#openPool(url.origin) };
    this.#targets.set(id, target);
    return target;
  }

  #openPool(origin: string): Pool {
    const { connections, timeoutMs } = this.#options;
    const connect = { lookup: this.#lookup, timeout: timeoutMs, autoSelectFamily: true };
    const pool = new Pool(origin, {
      connections,
      pipelining: 1,
      // Each exchange watches its own time.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect,
      keepAliveTimeout: 4000,
      maxHeaderSize: 16 * 1024,
    });
    this.#pools.add(pool);
    return pool;
  }

  /** Ends what is under way; its tries are told as failed. */
  async close(): Promise<void> {
    await Promise.all([...this.#pools].map((pool) => pool.destroy()));
  }
}

function reason(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  const text = error.message || error.name;
  return (code !== undefined && !text.includes(code) ? `${code}: ${text}` : text).slice(0, 300);
}
