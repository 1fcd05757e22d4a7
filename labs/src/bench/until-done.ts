import { setTimeout as delay } from 'node:timers/promises';
import { MeshError } from '../mesh/mesh.ts';

/** How somebody waits for the mesh. */
export interface Patience {
  signal: AbortSignal;
  say(line: string): void;
  /** Milliseconds after which nothing more is expected. */
  patienceMs: number;
}

/** What a look at something that is awaited found: it is done, or what is said now, and what if it stays so. */
export type Look<T> = { done: T } | { waiting: string; late: string; hint: string | undefined };

/**
 * Looks again and again until it is done, and tells each change once.
 *
 * @throws MeshError when it takes too long
 */
export async function untilDone<T>({ signal, say, patienceMs }: Patience, look: () => Promise<Look<T>>): Promise<T> {
  const begun = performance.now();
  let last = '';
  while (true) {
    const found = await look();
    if ('done' in found) return found.done;
    if (found.waiting !== last) say(found.waiting);
    last = found.waiting;
    if (performance.now() - begun > patienceMs)
      throw new MeshError(`after ${Math.round(patienceMs / 1000)} s ${found.late}`, found.hint);
    await delay(500, undefined, { signal });
  }
}
