import { z } from 'zod';
import type { Expectation } from '../../bench/expectation.ts';
import type { ProxyRoute } from '../../envoy/configuration.ts';
import type { MeshObject } from '../../mesh/mesh.ts';
import { withValue } from '../changes.ts';
import { hasPods, routesTo } from '../expectations.ts';
import { clusterOf } from '../names.ts';

/** Both versions behind one name. */
export const service = 'machine-learning';
/** Where message-queue pushes. */
export const sink = 'machine-learning-v1';

const toV1 = clusterOf(service, 'v1');
const toV2 = clusterOf(service, 'v2');

const matchSchema = z.object({
  headers: z
    .array(z.looseObject({ name: z.string(), string_match: z.looseObject({ exact: z.string() }).optional() }))
    .default([]),
});

/** `end-user: jason to outbound|...`; a route for all is `to outbound|...`. */
function textOf({ match, clusters }: Pick<ProxyRoute, 'match' | 'clusters'>): string {
  const headers = matchSchema
    .parse(match)
    .headers.map(({ name, string_match: value, ...other }) =>
      value === undefined ? `${name}: ${JSON.stringify(other)}` : `${name}: ${value.exact}`,
    );
  return [...headers, `to ${clusters.map(({ name }) => name).join(' or ')}`].join(' ');
}

function routesAre(proxies: string, host: string, routes: readonly string[]): Expectation {
  const wanted = routes.join(', then ');
  return {
    what: `routes to ${host}: ${wanted}`,
    proxies,
    missing: (configuration) => {
      const found = routesTo(configuration, host).map(textOf).join(', then ');
      return found === wanted ? undefined : `they are ${found || 'none'}`;
    },
  };
}

/** The same routes stand in the proxies of all who decide: the client's and message-queue's. */
const routesBoth = (routes: readonly string[]): Expectation[] => [
  routesAre('client', service, routes),
  routesAre('message-queue', sink, routes),
];

/** Those with a header of this value go to v2, all others to v1. */
export const goesBy = (header: string): Expectation[] => [
  ...routesBoth([`${header} to ${toV2}`, `to ${toV1}`]),
  ...['client', 'message-queue'].flatMap((proxies) =>
    ['v1', 'v2'].map((subset) => hasPods(proxies, { service, subset })),
  ),
];

/** A route for all that comes first leaves nothing to those after it, and Istio leaves them out. */
export const allToV1 = (): Expectation[] => routesBoth([`to ${toV1}`]);

export const withoutRule = (): Expectation[] => [
  routesAre('client', service, [`to ${clusterOf(service)}`]),
  routesAre('message-queue', sink, [`to ${clusterOf(sink)}`]),
];

const httpSchema = z.object({ spec: z.object({ http: z.array(z.unknown()) }) });

/** The same routes the other way about. */
export function swapped(objects: readonly MeshObject[]): MeshObject[] {
  const http = objects.flatMap((object) =>
    object.kind === 'VirtualService' ? httpSchema.parse(object).spec.http.toReversed() : [],
  );
  return withValue('VirtualService', service, ['spec', 'http'], http)(objects);
}
