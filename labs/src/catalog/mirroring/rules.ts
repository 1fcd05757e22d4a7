import { z } from 'zod';
import type { Expectation } from '../../bench/expectation.ts';
import type { ProxyRoute } from '../../envoy/configuration.ts';
import { hasPods, hasFilter, routesTo, splitsTo } from '../expectations.ts';
import { clusterOf } from '../names.ts';

export const service = 'machine-learning';
/** Whose answers count. */
export const liveWorkload = 'machine-learning-v1';
/** Who gets copies, and answers nobody. */
export const darkWorkload = 'machine-learning-v2';

/** A request with it is not copied. */
export const notCopied = { 'x-dark-launch': 'off' };
/** A copy with it takes 100 ms at v2. */
export const slowCopies = { 'x-lab': 'mirroring' };

const slowFilter = 'weather-lab.slow-copies';

// Envoy leaves out what is the first of its kind: 0, and HUNDRED.
const percentSchema = z.object({ numerator: z.number().default(0), denominator: z.string().default('HUNDRED') });

const policySchema = z.object({
  cluster: z.string(),
  runtime_fraction: z.object({ default_value: percentSchema }).optional(),
});

const routeSchema = z.object({
  route: z.object({ request_mirror_policies: z.array(policySchema).default([]) }),
});

const parts: Record<string, number> = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 };

/** Such as `copies of 100 % to outbound|3001|v2|...`. */
function copiesOf({ raw }: ProxyRoute): string {
  const policies = routeSchema.safeParse(raw).data?.route.request_mirror_policies ?? [];
  const texts = policies.map(({ cluster, runtime_fraction: fraction }) => {
    const { numerator, denominator } = fraction?.default_value ?? { numerator: 100, denominator: 'HUNDRED' };
    return `copies of ${(100 * numerator) / (parts[denominator] ?? Number.NaN)} % to ${cluster}`;
  });
  return texts.join(' and ') || 'no copies';
}

const goingTo = (route: ProxyRoute) =>
  `to ${route.clusters.map(({ name }) => name).join(' and ')}, with ${copiesOf(route)}`;

/** What one of the rule's routes does with a request. */
function routeGoes(name: string, copies: string): Expectation {
  const wanted = `to ${clusterOf(service, 'v1')}, with ${copies}`;
  return {
    what: `requests to ${service} by the route ${name} go ${wanted}`,
    proxies: 'client',
    missing: (configuration) => {
      const route = routesTo(configuration, service).find((one) => one.name === name);
      if (route === undefined) return 'there is no such route';
      const found = goingTo(route);
      return found === wanted ? undefined : `they go ${found}`;
    },
  };
}

/** All go to v1, and of those that may be copied so many, in percent, to a subset as well. */
export const copies = (percent: number, subset: string): Expectation[] => [
  ...['v1', 'v2'].map((one) => hasPods('client', { service, subset: one })),
  routeGoes('not-copied', 'no copies'),
  routeGoes('dark-launch', `copies of ${percent} % to ${clusterOf(service, subset)}`),
  hasFilter(darkWorkload, slowFilter, true),
];

/** Both versions are one service. */
export const copiesNothing: Expectation[] = [
  splitsTo('client', service, { [clusterOf(service)]: 100 }),
  hasFilter(darkWorkload, slowFilter, false),
];
