import { setTimeout as pause } from 'node:timers/promises';

/** Asks until `condition` gives something truthy, and returns it. What it throws meanwhile is told if time runs out. */
export async function waitUntil<T>(
  what: string,
  condition: () => Promise<T | undefined | false>,
  { timeoutMs = 60_000, intervalMs = 250 } = {},
): Promise<T> {
  const end = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value !== undefined && value !== false) return value;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) throw new Error(`waited ${timeoutMs / 1000} s in vain for ${what}`, { cause: last });
    await pause(intervalMs);
  }
}
