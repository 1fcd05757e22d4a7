import { z } from 'zod';
import type { Expectation } from '../../bench/expectation.ts';
import { balancesBy, clusterHas, routeTo } from '../expectations.ts';

export const service = 'machine-learning-v1';

/** By which the rule tells stations apart. */
export const stationHeader = 'ce-partitionkey';

const routeSchema = z.object({
  route: z.object({
    hash_policy: z.array(z.object({ header: z.object({ header_name: z.string() }).optional() })).default([]),
  }),
});

/** Where requests go is decided by a hash of this header's value. */
function hashesBy(proxies: string, header: string): Expectation {
  return {
    what: `requests to ${service} are told apart by their header ${header}`,
    proxies,
    missing: (configuration) => {
      const policies = routeSchema.safeParse(routeTo(configuration, service)?.raw).data?.route.hash_policy ?? [];
      const found = policies.flatMap((policy) => policy.header?.header_name ?? []);
      return found.join() === header ? undefined : `by ${found.join(', ') || 'nothing'}`;
    },
  };
}

const ringSchema = z.object({ ring_hash_lb_config: z.object({ minimum_ring_size: z.coerce.number() }) });

/** The ring has so many points at least. */
export const hasRingOf = (points: number): Expectation =>
  clusterHas('client', { service }, `has a ring of ${points} points at least`, ({ raw }) => {
    const found = ringSchema.safeParse(raw).data?.ring_hash_lb_config.minimum_ring_size;
    return found === points ? undefined : `it has ${found === undefined ? 'no ring' : `one of ${found}`}`;
  });

export const hashed = (header: string): Expectation[] => [
  balancesBy('client', { service }, 'RING_HASH'),
  hashesBy('client', header),
];

export const unhashed = (policy: string): Expectation[] => [balancesBy('client', { service }, policy)];
