import { setTimeout as delay } from 'node:timers/promises';
import { type Mesh, MeshError } from '../mesh/mesh.ts';

interface Patience {
  signal: AbortSignal;
  say(line: string): void;
  patienceMs: number;
}

/** `message_queue_subscription_lag{subscription="machine-learning-v1",service="message-queue"} 12` */
const line = /^message_queue_subscription_lag\{[^}]*subscription="([^"]*)"[^}]*\} (\d+)/gm;

/**
 * Waits until message-queue has pushed all that it has. What an earlier lab or somebody's simulation has left would mix
 * with a lab's own traffic, and under a rate limit would never get through.
 *
 * @throws MeshError when more keeps coming: somebody else is using the system
 */
export async function untilQuiet(mesh: Mesh, { signal, say, patienceMs }: Patience): Promise<void> {
  const begun = performance.now();
  let last = '';
  while (true) {
    const metrics = await Promise.all((await mesh.replicas('message-queue')).map((replica) => mesh.metrics(replica)));
    const behind = metrics.flatMap((text) => [...text.matchAll(line)]).filter(([, , lag]) => lag !== '0');
    if (behind.length === 0) return;
    const [[, subscription]] = behind as [RegExpMatchArray];
    const waiting = `waiting until message-queue has pushed everything to ${subscription}`;
    if (waiting !== last) say(waiting);
    last = waiting;
    if (performance.now() - begun > patienceMs)
      throw new MeshError(
        `after ${Math.round(patienceMs / 1000)} s message-queue is still pushing to ${subscription}`,
        'Is somebody using the system, or is that model gone? See: pnpm cluster status',
      );
    await delay(500, undefined, { signal });
  }
}
