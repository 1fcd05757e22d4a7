import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../src/domain/ports.ts';

interface Sleeper {
  wakesAt: number;
  wake(): void;
}

/** A clock that jumps to the next wake-up as soon as nothing else is left to do. */
export class VirtualClock implements Clock {
  #time = 0;
  readonly #sleepers = new Set<Sleeper>();

  now(): number {
    return this.#time;
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        wakesAt: this.#time + Math.max(0, milliseconds),
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', sleeper.wake);
    });
  }

  /** Lets time pass until the work is done; fails when nobody will ever wake up again. */
  async runUntilDone<T>(work: Promise<T>): Promise<T> {
    let done = false;
    void work.then(
      () => (done = true),
      () => (done = true),
    );
    for (;;) {
      await nextTurn();
      if (done) return work;
      const next = [...this.#sleepers].reduce<Sleeper | undefined>(
        (first, sleeper) => (first && first.wakesAt <= sleeper.wakesAt ? first : sleeper),
        undefined,
      );
      if (!next) throw new Error('everything waits for ever');
      this.#time = Math.max(this.#time, next.wakesAt);
      next.wake();
    }
  }

  get sleepers(): number {
    return this.#sleepers.size;
  }
}
