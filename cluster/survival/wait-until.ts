import { waitUntil as look } from '../src/poll.ts';

const silently = { say: () => undefined, signal: new AbortController().signal };

/** Asks until `condition` gives something. What it throws is no end: the cluster is being disturbed. */
export function waitUntil<T>(
  what: string,
  condition: () => Promise<T | undefined | false>,
  { timeoutMs = 60_000, intervalMs = 250 } = {},
): Promise<T> {
  return look(silently, { what, stallMs: timeoutMs, intervalMs }, async () => {
    try {
      const value = await condition();
      return value === undefined || value === false ? { waiting: 'not yet' } : { done: value };
    } catch (error) {
      return { waiting: (error as Error).message };
    }
  });
}
