import { z } from 'zod';
import { addressOf, addressSchema } from './address.ts';
import { readJson } from './odd-answer.ts';

/** What a proxy counted for one endpoint. */
export interface EndpointCount {
  address: string;
  /** Requests that were sent there. */
  requests: number;
  healthy: boolean;
}

const healthSchema = z.looseObject({ eds_health_status: z.string().default('UNKNOWN') });

// Envoy leaves out what is zero or empty, and writes big numbers as text.
const hostSchema = z.object({
  address: addressSchema,
  stats: z.array(z.object({ name: z.string(), value: z.coerce.number().default(0) })).default([]),
  health_status: healthSchema.prefault({}),
});

const answerSchema = z.object({
  cluster_statuses: z.array(z.object({ name: z.string(), host_statuses: z.array(hostSchema).default([]) })),
});

/** Reads the admin interface's answer to `clusters?format=json`. @returns by cluster, its endpoints. */
export function parseClusters(answer: string): Map<string, EndpointCount[]> {
  const { cluster_statuses } = readJson(answerSchema, answer, 'the answer to clusters?format=json');
  return new Map(cluster_statuses.map(({ name, host_statuses }) => [name, host_statuses.map(countOf)]));
}

function countOf({ address, stats, health_status }: z.output<typeof hostSchema>): EndpointCount {
  return {
    address: addressOf(address),
    requests: stats.find(({ name }) => name === 'rq_total')?.value ?? 0,
    healthy: isHealthy(health_status),
  };
}

/** Beside what the control plane says, each check that an endpoint failed is a flag of its own. */
const isHealthy = ({ eds_health_status, ...flags }: z.output<typeof healthSchema>) =>
  /^(HEALTHY|UNKNOWN|DEGRADED)$/.test(eds_health_status) &&
  !Object.entries(flags).some(([flag, raised]) => flag.startsWith('failed_') && raised === true);

/** From the same answer: by cluster and endpoint, how many requests went there so far. */
export function picksByEndpoint(answer: string): Record<string, Record<string, number>> {
  const picks = [...parseClusters(answer)].map(([cluster, endpoints]) => {
    const requests = endpoints.map((endpoint) => [endpoint.address, endpoint.requests] as const);
    return [cluster, Object.fromEntries(requests)] as const;
  });
  return Object.fromEntries(picks);
}
