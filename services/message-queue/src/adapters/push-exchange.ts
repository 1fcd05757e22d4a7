import { parseRetryAfter } from '@weather/service-kit';
import type { Dispatcher } from 'undici';

export type PushAnswer = { status: number; version: string | undefined; retryAfterMs: number | undefined };

const longestAnswer = 64 * 1024;

/**
 * One POST as undici drives it: of the answer only its head is kept, its body is counted and dropped. Made by hand
 * because a stream, a signal and their listeners per push cost more than the push.
 */
export class PushExchange implements Dispatcher.DispatchHandler {
  /** Settles with the whole answer, or rejects with why there is none. */
  readonly answer: Promise<PushAnswer>;
  readonly #timer;
  #resolve!: (answer: PushAnswer) => void;
  #reject!: (error: Error) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #failure: Error | undefined;
  #head: PushAnswer | undefined;
  #size = 0;

  /** @param timeoutMs from now to the last byte of the answer */
  constructor(timeoutMs: number) {
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#timer = setTimeout(() => this.#fail(new Error(`no complete answer within ${timeoutMs} ms`)), timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure) controller.abort(this.#failure);
  }

  onResponseStart(_controller: unknown, status: number, headers: Record<string, string | string[] | undefined>): void {
    if (status < 200) return;
    const version = headers['x-version'];
    this.#head = {
      status,
      version: typeof version === 'string' ? version : undefined,
      retryAfterMs: parseRetryAfter(headers['retry-after'], Date.now()),
    };
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > longestAnswer) this.#fail(new Error(`the answer is longer than ${longestAnswer} bytes`));
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    this.#resolve(this.#head!);
  }

  onResponseError(_controller: unknown, error: Error): void {
    clearTimeout(this.#timer);
    this.#reject(error);
  }

  /** What still waits for a connection cannot be aborted: it is when its turn comes. */
  #fail(error: Error): void {
    clearTimeout(this.#timer);
    this.#failure = error;
    this.#controller?.abort(error);
    this.#reject(error);
  }
}
