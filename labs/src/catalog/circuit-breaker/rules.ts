import { z } from 'zod';
import type { ProxyCluster } from '../../envoy/configuration.ts';
import type { MeshObject } from '../../mesh/mesh.ts';
import { clusterHas, clusterIn, hasFilter, triesAgain } from '../expectations.ts';
import type { Expectation } from '../../bench/expectation.ts';
import { inboundCluster } from '../names.ts';

export const service = 'message-queue';

/** Name of the rule, in the thesis and here; the rule that is measured takes its place. */
export const ruleName = 'mq-circuit-breaker';

/** The filter that makes message-queue take its time. */
const handlerTimeFilter = 'weather-lab.handler-time';

/** What a rule allows; undefined: as much as anybody likes. */
export interface Limits {
  connections: number | undefined;
  waiting: number | undefined;
  perConnection: number | undefined;
}

const ruleSchema = z.object({
  kind: z.literal('DestinationRule'),
  spec: z.object({
    host: z.literal(service),
    trafficPolicy: z.object({
      connectionPool: z.object({
        tcp: z.object({ maxConnections: z.number().optional() }).default({}),
        http: z
          .object({ http1MaxPendingRequests: z.number().optional(), maxRequestsPerConnection: z.number().optional() })
          .default({}),
      }),
    }),
  }),
});

/** As far as no rule says otherwise. */
export const noLimits: Limits = { connections: undefined, waiting: undefined, perConnection: undefined };

/** What is allowed by the rule for message-queue among some objects, if there is one. */
function limitsIn(objects: readonly MeshObject[]): Limits {
  const [rule] = objects.flatMap((object) => ruleSchema.safeParse(object).data ?? []);
  if (rule === undefined) return noLimits;
  const { tcp, http } = rule.spec.trafficPolicy.connectionPool;
  return {
    connections: tcp.maxConnections,
    waiting: http.http1MaxPendingRequests,
    perConnection: http.maxRequestsPerConnection,
  };
}

/** While a rule without a selector is in force: it acts where calls begin, and once more where they arrive. */
export const actsOnAll = (limits: Limits): Expectation[] => [hasLimits('client', limits), hasInboundLimits(limits)];

/** While the measured rules are in force: message-queue is slow for the lab, and nobody else is throttled. */
export const slowsOnlyTheLab = (): Expectation[] => [
  hasFilter(service, handlerTimeFilter, true),
  hasInboundLimits(noLimits),
];

export const actsOnTheLab = (client: string, objects: readonly MeshObject[]): Expectation[] => [
  hasLimits(client, limitsIn(objects)),
  triesAgain(client, service, 'never'),
];

function hasLimits(proxies: string, limits: Limits): Expectation {
  return clusterHas(proxies, { service }, `lets through ${textOf(limits)}`, (cluster) => instead(cluster, limits));
}

function hasInboundLimits(limits: Limits): Expectation {
  return {
    what: `${inboundCluster}, from the proxy to ${service} itself, lets through ${textOf(limits)}`,
    proxies: service,
    missing: (configuration) => {
      const cluster = clusterIn(configuration, inboundCluster);
      return cluster === undefined ? 'there is no such cluster' : instead(cluster, limits);
    },
  };
}

/** Istio writes the largest number where a rule says nothing. */
const unlimited = 2 ** 32 - 1;

const limitOrNone = (value: number | undefined) => (value === unlimited ? undefined : value);

function instead({ circuitBreakers, maxRequestsPerConnection }: ProxyCluster, limits: Limits): string | undefined {
  const found: Limits = {
    connections: limitOrNone(circuitBreakers.maxConnections),
    waiting: limitOrNone(circuitBreakers.maxPendingRequests),
    perConnection: maxRequestsPerConnection,
  };
  return textOf(found) === textOf(limits) ? undefined : `it lets through ${textOf(found)}`;
}

const textOf = ({ connections, waiting, perConnection }: Limits) =>
  `${connections ?? 'any number of'} connections, ${waiting ?? 'any number of'} waiting requests, ${perConnection ?? 'any number of'} requests on a connection`;
