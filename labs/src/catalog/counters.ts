import type { Phase } from '../bench/evidence.ts';
import { clusterOf } from './names.ts';

/**
 * By how much a counter of the proxies on the client's side grew, of what they sent to a service.
 *
 * @param counter such as `upstream_rq_retry`
 */
export function counted({ proxies }: Phase, service: string, counter: string): number {
  return proxies
    .filter(({ side }) => side === 'client')
    .flatMap(({ growth }) => Object.entries(growth))
    .filter(([name]) => name.startsWith(`cluster.${clusterOf(service)}`) && name.endsWith(`.${counter}`))
    .reduce((sum, [, count]) => sum + count, 0);
}
