import type { Answer, World } from './ports.ts';

const firstWait = 50;
const longestWait = 2000;

/**
 * Milliseconds to wait after failed try number `attempt` (from 0): doubling up to 2 s, half of it by chance. A wait that
 * the other side asked for is kept whole, and stretched by up to a tenth.
 */
export function waitAfter(attempt: number, retryAfterMs: number | undefined, random: () => number): number {
  const backoff = Math.min(longestWait, firstWait * 2 ** Math.min(attempt, 10)) * (0.5 + 0.5 * random());
  return retryAfterMs === undefined ? backoff : Math.max(backoff, retryAfterMs * (1 + 0.1 * random()));
}

/** Asks until there is an answer other than `unavailable` or `cutoff` fires. */
export async function askUntil<T>(
  cutoff: AbortSignal,
  world: Pick<World, 'clock' | 'random'>,
  ask: (attempt: number) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  for (let attempt = 0; ; attempt++) {
    const answer = await ask(attempt);
    if (answer.kind !== 'unavailable' || cutoff.aborted) return answer;
    await world.clock.sleep(waitAfter(attempt, answer.retryAfterMs, world.random), cutoff);
    if (cutoff.aborted) return answer;
  }
}
