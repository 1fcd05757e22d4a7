import { z } from 'zod';
import type { Expectation } from '../../bench/expectation.ts';
import type { MeshObject } from '../../mesh/mesh.ts';
import { withValue } from '../changes.ts';
import { clusterIn } from '../expectations.ts';
import { servicePort } from '../names.ts';

/** The workload outside the mesh, which the scenario brings along. */
export const outsideWorkload = 'station-archive';
/** The name under which it is declared. */
export const outsideHost = 'station-archive.example';

/** Whether the client's proxy refuses hosts that it does not know, on the port that all here use. */
export const refusesTheUnknown = (isRefused: boolean): Expectation => ({
  what: `hosts that nobody declared are ${isRefused ? 'refused' : 'let through'} on port ${servicePort}`,
  proxies: 'client',
  missing: ({ virtualHosts }) => {
    const host = virtualHosts.find(
      ({ routeConfiguration, domains }) => routeConfiguration === String(servicePort) && domains.includes('*'),
    );
    if (host === undefined) return 'nothing is said of them';
    // What is refused is answered by the proxy itself, with no cluster to send it to.
    const found = host.routes.every(({ clusters }) => clusters.length === 0);
    return found === isRefused ? undefined : `they are ${found ? 'refused' : 'let through'}`;
  },
});

const entrySchema = z.object({
  kind: z.literal('ServiceEntry'),
  spec: z.object({ hosts: z.array(z.string()).min(1), ports: z.array(z.object({ number: z.int() })).min(1) }),
});

/** Envoy's names for where requests to declared hosts go. */
const clustersOf = (objects: readonly MeshObject[]): string[] =>
  objects
    .flatMap((object) => entrySchema.safeParse(object).data ?? [])
    .flatMap(({ spec }) => spec.hosts.flatMap((host) => spec.ports.map(({ number }) => `outbound|${number}||${host}`)));

/** Whether the client's proxy knows the hosts that are declared among some objects, and at this address. */
export const knowsDeclared = (objects: readonly MeshObject[], address: string): Expectation[] =>
  clustersOf(objects).map((name) => ({
    what: `${name} is known, at ${address}`,
    proxies: 'client',
    missing: (configuration) => {
      const cluster = clusterIn(configuration, name);
      if (cluster === undefined) return 'there is no such cluster';
      const found = cluster.endpoints.map((endpoint) => endpoint.address);
      return found.some((one) => one.startsWith(`${address}:`))
        ? undefined
        : `it is at ${found.join(', ') || 'no address'}`;
    },
  }));

/** The client's proxy knows nothing of where these requests would go, by Envoy's name. */
export const isUnknown = (cluster: string): Expectation => ({
  what: `${cluster} is unknown`,
  proxies: 'client',
  missing: (configuration) => (clusterIn(configuration, cluster) === undefined ? undefined : 'it is known'),
});

export const forgetsDeclared = (objects: readonly MeshObject[]): Expectation[] => clustersOf(objects).map(isUnknown);

/** The declaration with the address that the host has now. */
export const declaredAt = (objects: readonly MeshObject[], address: string): MeshObject[] =>
  withValue('ServiceEntry', outsideWorkload, ['spec', 'endpoints', 0, 'address'], address)(objects);
