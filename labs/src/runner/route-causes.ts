import { z } from 'zod';
import type { Phase } from '../bench/evidence.ts';
import type { MeshObject } from '../mesh/mesh.ts';
import type { Cause } from './cause.ts';

const ruleSchema = z.object({
  kind: z.literal('VirtualService'),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    http: z.array(
      z.object({
        name: z.string().default(''),
        match: z.array(z.object({ headers: z.record(z.string(), z.unknown()).default({}) })).default([]),
      }),
    ),
  }),
});

const routingRulesIn = (objects: readonly MeshObject[]) =>
  objects.flatMap((object) => ruleSchema.safeParse(object).data ?? []);

const proofOf = (name: string) => ({ of: 'object', kind: 'VirtualService', name }) as const;

/** The first route that matches is taken, and one without conditions matches all. */
export const routeBehindOneForAll: Cause = ({ objects }) =>
  routingRulesIn(objects).flatMap(({ metadata, spec }) => {
    const forAll = spec.http.findIndex(({ match }) => match.length === 0);
    if (forAll === -1 || forAll === spec.http.length - 1) return [];
    const behind = spec.http.slice(forAll + 1).map(({ name }, index) => name || `number ${forAll + index + 2}`);
    return [
      {
        layer: 'route order',
        says: `VirtualService ${metadata.name} has a route for all requests before others, which are never reached: conditions come first, the rest last`,
        evidence: `behind the one for all: ${behind.join(', ')}`,
        proof: proofOf(metadata.name),
      },
    ];
  });

/** What services pass on by themselves; what else there is they would have to be told of. */
const passedOn = /^(end-user|x-request-id|traceparent|tracestate|baggage|b3|x-b3-.+|x-ot-span-context)$/;

/** A proxy sees one request at a time: only a service knows which call belongs to which. */
export const headerNotPassedOn: Cause = ({ objects }) =>
  routingRulesIn(objects).flatMap(({ metadata, spec }) => {
    const headers = spec.http.flatMap(({ match }) => match.flatMap((one) => Object.keys(one.headers)));
    return [...new Set(headers)]
      .filter((header) => !passedOn.test(header.toLowerCase()))
      .map((header) => ({
        layer: 'header',
        says: `VirtualService ${metadata.name} goes by the header ${header}, which the services do not pass on unless FORWARD_HEADERS names it: it decides the first hop only`,
        evidence: `match on ${header}`,
        proof: proofOf(metadata.name),
      }));
  });

/** Of those phases that clients of the lab made, lines of proxies on the asking side. */
const askingLines = (phases: readonly Phase[]) =>
  phases
    .flatMap(({ proxies }) => proxies)
    .filter(({ side }) => side !== 'server')
    .flatMap(({ replica, log }) => log.map((line) => ({ replica, line })));

/** Envoy's flag NC: a route leads to a cluster that is not there. */
export const noSuchCluster: Cause = (_, phases) => {
  const astray = askingLines(phases).filter(({ line }) => line.flags.split(',').includes('NC'));
  const [first] = astray;
  if (first === undefined) return [];
  return [
    {
      layer: 'subset',
      says: 'a route leads to a subset that no DestinationRule defines',
      evidence: `${astray.length} requests ended with the flag NC (no cluster) in the proxy of ${first.replica.name}`,
      proof: { of: 'rules' },
    },
  ];
};

const hashPolicySchema = z.object({
  route: z.object({ hash_policy: z.array(z.object({ header: z.object({ header_name: z.string() }) })) }),
});

/** A request without the header that the hash goes by gets any pod. */
export const hashOfNothing: Cause = ({ lab, proxies: [client] }, phases) => {
  if (client === undefined) return [];
  const routes = client.configuration.virtualHosts
    .filter(({ domains }) => lab.involves.services.some((service) => domains.includes(service)))
    .flatMap((host) => host.routes);
  const wanted = routes.flatMap(({ raw }) =>
    (hashPolicySchema.safeParse(raw).data?.route.hash_policy ?? []).map(({ header }) => header.header_name),
  );
  if (wanted.length === 0) return [];
  const sent = headersSent(phases);
  return [...new Set(wanted)]
    .filter((header) => sent.length > 0 && !sent.includes(header.toLowerCase()))
    .map((header) => ({
      layer: 'hash key',
      says: `the hash goes by the header ${header}, which no request has: each gets any pod`,
      evidence: `headers of the requests: ${sent.join(', ')}`,
      proof: { of: 'routes', replica: client.replica } as const,
    }));
};

function headersSent(phases: readonly Phase[]): string[] {
  const plans = phases.flatMap(({ load: { plan } }) => (plan?.tool === 'k6' ? [plan] : []));
  const names = plans.flatMap(({ headers, variants = [] }) =>
    [headers, ...variants.map((variant) => variant.headers ?? {})].flatMap((some) => Object.keys(some)),
  );
  return [...new Set(names.map((name) => name.toLowerCase()))];
}
