import { type Patience, untilDone } from './until-done.ts';
import type { Mesh } from '../mesh/mesh.ts';

/** `message_queue_subscription_lag{subscription="machine-learning-v1",service="message-queue"} 12` */
const line = /^message_queue_subscription_lag\{[^}]*subscription="([^"]*)"[^}]*\} (\d+)/gm;

/**
 * Waits until message-queue has pushed all that it has. What an earlier lab or somebody's simulation has left would mix
 * with a lab's own traffic, and under a rate limit would never get through.
 *
 * @throws MeshError when more keeps coming: somebody else is using the system
 */
export const untilQuiet = (mesh: Mesh, patience: Patience): Promise<void> =>
  untilDone(patience, async () => {
    const metrics = await Promise.all((await mesh.replicas('message-queue')).map((replica) => mesh.metrics(replica)));
    const behind = metrics.flatMap((text) => [...text.matchAll(line)]).find(([, , lag]) => lag !== '0');
    if (behind === undefined) return { done: undefined };
    const [, subscription] = behind;
    return {
      waiting: `waiting until message-queue has pushed everything to ${subscription}`,
      late: `message-queue is still pushing to ${subscription}`,
      hint: 'Is somebody using the system, or is that model gone? See: pnpm cluster status',
    };
  });
