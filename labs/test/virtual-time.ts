import { vi } from 'vitest';

/** From now on time passes only where somebody waits. */
export const beginVirtualTime = () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setInterval', 'clearInterval'] });
  vi.setSystemTime('2026-01-01T00:00:00Z');
};

export const endVirtualTime = () => vi.useRealTimers();

/** Lets time pass, with all that is due at intervals. */
export async function pass(ms: number): Promise<void> {
  vi.advanceTimersByTime(ms);
  await new Promise((resolve) => setImmediate(resolve));
}

/**
 * In place of that of `node:timers/promises`: whoever waits goes on at once, and the clock says that the time has passed.
 * A test file says `vi.mock('node:timers/promises', () => import('.../virtual-time.ts'))`.
 */
export async function setTimeout<T>(ms: number, value?: T, { signal }: { signal?: AbortSignal } = {}): Promise<T> {
  signal?.throwIfAborted();
  await pass(ms);
  signal?.throwIfAborted();
  return value!;
}
