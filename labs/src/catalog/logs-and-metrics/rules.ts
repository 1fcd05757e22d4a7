import type { Expectation } from '../../bench/expectation.ts';
import type { MeshObject } from '../../mesh/mesh.ts';
import { balancesBy, reportsSpans, routeTo } from '../expectations.ts';
import { z } from 'zod';
import { queue, simulation } from './names.ts';

/** A proxy that writes no access log. */
export const unlogged: MeshObject = {
  apiVersion: 'telemetry.istio.io/v1',
  kind: 'Telemetry',
  metadata: { name: 'unlogged', namespace: 'weather' },
  spec: { selector: { matchLabels: { app: simulation } }, accessLogging: [{ disabled: true }] },
};

/** As if simulation did not pass the id on: the proxy on the other side gives the request another. */
export const forgotten: MeshObject = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'forgotten', namespace: 'weather' },
  spec: {
    hosts: [queue],
    http: [
      {
        name: 'forgotten',
        route: [{ destination: { host: queue }, headers: { request: { remove: ['x-request-id'] } } }],
      },
    ],
  },
};

/** What the proxies of the scenario's own services must have, which come along with the rule. */
export function liveBeside(objects: readonly MeshObject[]): Expectation[] {
  const has = (wanted: MeshObject) => objects.some(({ metadata }) => metadata.name === wanted.metadata.name);
  return [
    balancesBy(simulation, { service: queue }, 'LEAST_REQUEST'),
    reportsSpans(simulation, 100),
    reportsSpans(queue, 100),
    logsRequests(!has(unlogged)),
    passesIds(!has(forgotten)),
  ];
}

const logsRequests = (isLogged: boolean): Expectation => ({
  what: isLogged ? 'requests are written into its access log' : 'no request is written into its access log',
  proxies: simulation,
  missing: ({ listeners }) => {
    const found = listeners.some((listener) => listener.logsRequests);
    if (found === isLogged) return undefined;
    return isLogged ? 'none is' : 'they are';
  },
});

const routeSchema = z.object({
  request_headers_to_remove: z.array(z.string()).default([]),
  route: z.object({
    weighted_clusters: z
      .object({ clusters: z.array(z.object({ request_headers_to_remove: z.array(z.string()).default([]) })) })
      .default({ clusters: [] }),
  }),
});

const passesIds = (areLeft: boolean): Expectation => ({
  what: `ids of requests to ${queue} are ${areLeft ? 'left as they are' : 'taken away'}`,
  proxies: simulation,
  missing: (configuration) => {
    const { success, data } = routeSchema.safeParse(routeTo(configuration, queue)?.raw);
    if (!success) return `there is no route to ${queue}`;
    const removed = [data, ...data.route.weighted_clusters.clusters].flatMap((one) => one.request_headers_to_remove);
    return (removed.length === 0) === areLeft ? undefined : `taken away are: ${removed.join(', ') || 'none'}`;
  },
});
