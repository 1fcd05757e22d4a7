import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from './failure.ts';
import type { World } from './world.ts';

/** What a look at something that is awaited found: it is done, or what is missing, in words for people. */
export type Look<T> = { done: T } | { waiting: string; hint?: string };

interface Patience {
  /** What is waited for, as in "waiting for ...". */
  what: string;
  /** Milliseconds without any change after which nothing more is expected. */
  stallMs: number;
  intervalMs?: number;
}

/** Looks again and again until it is done. Tells each change once; fails when nothing changes for too long. */
export async function waitUntil<T>(
  { say, signal }: Pick<World, 'say' | 'signal'>,
  { what, stallMs, intervalMs = 1000 }: Patience,
  look: () => Promise<Look<T>>,
): Promise<T> {
  let last = '';
  let changedAt = performance.now();
  while (true) {
    const found = await look();
    signal.throwIfAborted();
    if ('done' in found) return found.done;
    if (found.waiting !== last) {
      last = found.waiting;
      changedAt = performance.now();
      say(`waiting for ${what}: ${last}`);
    }
    if (performance.now() - changedAt > stallMs)
      throw new Failure(`gave up on ${what} after ${Math.round(stallMs / 1000)} s without change: ${last}`, found.hint);
    await delay(intervalMs, undefined, { signal });
  }
}
