import { complaint } from '@weather/cluster';
import { readFortioResult } from '../../load/fortio-output.ts';
import type { FortioPlan, LoadRun } from '../../load/plan.ts';
import { MeshError } from '../mesh.ts';
import type { MeshKubectl } from './mesh-kubectl.ts';
import type { ClientPod } from './run-k6.ts';

/** To start and to tell. */
const slackSeconds = 10;

/** Has a client run fortio. @throws MeshError when it did not run to its end. */
export async function runFortio(
  kubectl: MeshKubectl,
  { namespace, pod }: ClientPod,
  plan: FortioPlan,
): Promise<LoadRun> {
  // As fast as it can. By default fortio makes 8 requests a second, and with a rate it gives each connection two requests:
  // of twenty connections with twenty requests ten would be left.
  const load = ['fortio', 'load', '-qps', '0', '-c', String(plan.concurrency), '-n', String(plan.requests)];
  const how = ['-quiet', '-json', '-', '-H', `User-Agent: ${plan.id}`];
  const result = await kubectl.once(['exec', '-n', namespace, pod, '-c', 'fortio', '--', ...load, ...how, plan.url], {
    timeout: (plan.maxSeconds + slackSeconds) * 1000,
  });
  if (result.code !== 0)
    throw new MeshError(
      `fortio did not run to its end within ${plan.maxSeconds} s in ${pod}: ${complaint(result)}`,
      'A client has it only when it was started with fortio.',
    );
  return readFortioResult(result.stdout, plan);
}
