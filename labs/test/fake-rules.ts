import { z } from 'zod';
import { clusterOf } from '../src/catalog/names.ts';
import type { MeshObject } from '../src/mesh/mesh.ts';
import type { FakeCluster, FakePod } from './fake-cluster.ts';

/** Where a proxy sends requests, and how it chooses. */
export interface Upstream {
  name: string;
  /** The DestinationRule that made it as it is. */
  madeBy: string | undefined;
  policy: string;
  /** Of a policy that goes by a header's value. */
  hashHeader: string | undefined;
  pods: FakePod[];
  limits: { maxConnections?: number | undefined; maxPending?: number | undefined; perConnection?: number | undefined };
}

export interface Route {
  service: string;
  name: string;
  clusters: { name: string; weight: number }[];
  retries: number;
}

const policySchema = z.looseObject({
  loadBalancer: z
    .object({ simple: z.string().optional(), consistentHash: z.object({ httpHeaderName: z.string() }).optional() })
    .optional(),
  connectionPool: z
    .object({
      tcp: z.object({ maxConnections: z.number().optional() }).default({}),
      http: z
        .looseObject({
          http1MaxPendingRequests: z.number().optional(),
          maxRequestsPerConnection: z.number().optional(),
        })
        .default({}),
    })
    .optional(),
});

const destinationRuleSchema = z.object({
  host: z.string(),
  trafficPolicy: policySchema.default({}),
  subsets: z.array(z.object({ name: z.string(), labels: z.record(z.string(), z.string()) })).default([]),
});

const destinationSchema = z.object({
  destination: z.object({ host: z.string(), subset: z.string().optional() }),
  weight: z.number().default(100),
});

const virtualServiceSchema = z.object({
  hosts: z.array(z.string()),
  http: z.array(
    z.object({
      name: z.string().default('default'),
      retries: z.object({ attempts: z.number() }).optional(),
      route: z.array(destinationSchema),
    }),
  ),
});

const envoyFilterSchema = z.object({
  workloadSelector: z.object({ labels: z.record(z.string(), z.string()) }),
  configPatches: z.array(
    z.object({ patch: z.object({ value: z.looseObject({ name: z.string(), typed_config: z.unknown() }) }) }),
  ),
});

const serviceEntrySchema = z.object({
  hosts: z.array(z.string()),
  ports: z.array(z.object({ number: z.number() })),
});

type DestinationRule = z.output<typeof destinationRuleSchema>;
type Named<T> = T & { ruleName: string };

/** Reads the objects of one kind; each only once, as every request asks for them. */
function readerOf<S extends z.ZodObject>(kind: string, schema: S) {
  const read = new WeakMap<MeshObject, Named<z.output<S>>>();
  const specOf = (object: MeshObject) => {
    const spec = read.get(object) ?? { ...schema.parse(object.spec), ruleName: object.metadata.name };
    read.set(object, spec);
    return spec;
  };
  return (objects: readonly MeshObject[]): Named<z.output<S>>[] =>
    objects.filter((object) => object.kind === kind).map((object) => specOf(object));
}

const destinationRulesIn = readerOf('DestinationRule', destinationRuleSchema);
const virtualServicesIn = readerOf('VirtualService', virtualServiceSchema);
const serviceEntriesIn = readerOf('ServiceEntry', serviceEntrySchema);
const envoyFiltersIn = readerOf('EnvoyFilter', envoyFilterSchema);

/** Of several rules for a host the oldest counts. */
const ruleFor = (service: string, objects: readonly MeshObject[]): Named<DestinationRule> | undefined =>
  destinationRulesIn(objects).find(({ host }) => host === service);

/** Clusters of a proxy that was told of these objects. */
export function upstreamsOf(cluster: FakeCluster, told: readonly MeshObject[]): Upstream[] {
  const ofServices = [...cluster.services].flatMap(([service, { selector }]) => {
    const rule = ruleFor(service, told);
    const subsets = [{ name: '', labels: {} }, ...(rule?.subsets ?? [])];
    return subsets.map(({ name, labels }) => ({
      name: clusterOf(service, name),
      madeBy: rule?.ruleName,
      ...balancing(rule?.trafficPolicy ?? {}),
      pods: cluster
        .pods()
        .filter((pod) => pod.replica.ready && carries(pod.labels, selector) && carries(pod.labels, labels)),
    }));
  });
  return [...ofServices, ...upstreamsOutside(told)];
}

/** Hosts that are declared, of which nobody here answers for any. */
const upstreamsOutside = (told: readonly MeshObject[]): Upstream[] =>
  serviceEntriesIn(told).flatMap(({ hosts, ports }) =>
    hosts.flatMap((host) =>
      ports.map(({ number }) => ({
        name: `outbound|${number}||${host}`,
        madeBy: undefined,
        ...balancing({}),
        pods: [],
      })),
    ),
  );

function balancing({ loadBalancer, connectionPool }: DestinationRule['trafficPolicy']) {
  const hashHeader = loadBalancer?.consistentHash?.httpHeaderName;
  return {
    policy: hashHeader === undefined ? (loadBalancer?.simple ?? 'LEAST_REQUEST') : 'RING_HASH',
    hashHeader,
    limits: {
      maxConnections: connectionPool?.tcp.maxConnections,
      maxPending: connectionPool?.http.http1MaxPendingRequests,
      perConnection: connectionPool?.http.maxRequestsPerConnection,
    },
  };
}

/** Istio tries twice again where a rule does not say otherwise. */
const defaultRetries = 2;

/** The first route to each service, of a proxy that was told of these objects. */
export function routesOf(cluster: FakeCluster, told: readonly MeshObject[]): Route[] {
  const rules = virtualServicesIn(told);
  return [...cluster.services.keys()].map((service) => {
    const http = rules.find(({ hosts }) => hosts.includes(service))?.http[0];
    if (http === undefined)
      return {
        service,
        name: 'default',
        clusters: [{ name: clusterOf(service), weight: 100 }],
        retries: defaultRetries,
      };
    const clusters = http.route.map(({ destination: { host, subset }, weight }) => ({
      name: clusterOf(host, subset),
      weight,
    }));
    return { service, name: http.name, clusters, retries: http.retries?.attempts ?? defaultRetries };
  });
}

/** HTTP filters that were patched into what comes in to a pod. */
export const filtersOf = ({ labels, proxy }: FakePod) =>
  envoyFiltersIn(proxy.told)
    .filter(({ workloadSelector }) => carries(labels, workloadSelector.labels))
    .flatMap(({ configPatches }) => configPatches.map(({ patch }) => patch.value));

const carries = (labels: Record<string, string>, wanted: Record<string, string>) =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);
