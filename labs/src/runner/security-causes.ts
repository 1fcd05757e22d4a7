import { z } from 'zod';
import { linesAt } from '../bench/evidence.ts';
import type { ProxyConfiguration } from '../envoy/configuration.ts';
import type { MeshObject } from '../mesh/mesh.ts';
import { type Cause, type Circumstances } from './cause.ts';

const policySchema = z.object({
  kind: z.literal('AuthorizationPolicy'),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    rules: z
      .array(
        z.object({
          from: z.array(z.object({ source: z.object({ principals: z.array(z.string()).default([]) }) })).default([]),
        }),
      )
      .default([]),
  }),
});

const sidecarSchema = z.object({
  kind: z.literal('Sidecar'),
  metadata: z.object({ name: z.string() }),
  spec: z.object({ outboundTrafficPolicy: z.object({ mode: z.literal('REGISTRY_ONLY') }) }),
});

const readAs = <S extends z.ZodType>(schema: S, objects: readonly MeshObject[]): z.output<S>[] =>
  objects.flatMap((object) => schema.safeParse(object).data ?? []);

/** A rule asks for mutual TLS, and the port takes plain text all the same: PERMISSIVE, DISABLE, or an exception for the port. */
export const plainTextTaken: Cause = ({ objects, proxies }) => {
  if (!objects.some(({ kind }) => kind === 'PeerAuthentication')) return [];
  return proxies.flatMap(({ replica, configuration }) =>
    portsWithPlainText(configuration).map((port) => ({
      layer: 'mTLS mode',
      says: `port ${port} of ${replica.workload} takes plain text: its mode, or that of the port alone, is not STRICT`,
      evidence: `${replica.name} has a filter chain for connections without TLS`,
      proof: { of: 'mutual-tls', replica } as const,
    })),
  );
};

const portsWithPlainText = ({ listeners }: ProxyConfiguration): number[] => [
  ...new Set(
    listeners
      .filter(({ direction }) => direction === 'INBOUND')
      .flatMap(({ takes }) => takes)
      // Istio's own port takes anything, and leads nowhere.
      .flatMap(({ port, transport }) =>
        port === undefined || port === virtualInboundPort || transport === 'tls' ? [] : [port],
      ),
  ),
];

const virtualInboundPort = 15_006;

/** Its selector finds none of the pods that the lab is about, or those in another namespace. */
export const policyWithoutPods: Cause = ({ objects, proxies }) =>
  readAs(policySchema, objects)
    .filter(({ metadata }) => !proxies.some(({ configuration }) => hasPolicy(configuration, metadata.name)))
    .map(({ metadata: { name } }) => ({
      layer: 'selector',
      says: `AuthorizationPolicy ${name} acts on none of these pods: its selector names labels that they do not carry`,
      evidence: `${rbac} of no proxy here has a policy of that name`,
      proof: { of: 'object', kind: 'AuthorizationPolicy', name } as const,
    }));

const rbac = 'envoy.filters.http.rbac';

/** Istio names each rule `ns[weather]-policy[NAME]-rule[0]`. */
const hasPolicy = ({ listeners }: ProxyConfiguration, policy: string) =>
  listeners
    .flatMap(({ httpFilters }) => httpFilters)
    .some(({ name, config }) => name === rbac && JSON.stringify(config).includes(`-policy[${policy}]-`));

/** A policy names a caller, and whoever asked was somebody else: mostly a typo in the namespace or the account. */
export const principalOfNobody: Cause = ({ objects }, phases) => {
  const policies = readAs(policySchema, objects);
  if (policies.length === 0) return [];
  const lines = phases.flatMap((phase) => linesAt(phase, 'server'));
  if (!lines.some(({ details }) => details.startsWith('rbac_access_denied'))) return [];
  const peers = [...new Set(lines.map(({ peer }) => peer))];
  return policies.flatMap(({ metadata, spec }) =>
    spec.rules
      .flatMap(({ from }) => from.flatMap(({ source }) => source.principals))
      .filter((principal) => !principal.includes('*') && !peers.includes(`spiffe://${principal}`))
      .map((principal) => ({
        layer: 'principal',
        says: `AuthorizationPolicy ${metadata.name} names ${principal}, and nobody who asked is that`,
        evidence: `who asked: ${peers.map((peer) => (peer === '' ? 'somebody without a certificate' : peer)).join(', ')}`,
        proof: { of: 'object', kind: 'AuthorizationPolicy', name: metadata.name } as const,
      })),
  );
};

/** A Sidecar closes the way out, but not for the proxy that asks. */
export const sidecarWithoutPods: Cause = ({ objects, proxies: [client] }) => {
  if (client === undefined || !letsOut(client)) return [];
  return readAs(sidecarSchema, objects).map(({ metadata: { name } }) => ({
    layer: 'selector',
    says: `Sidecar ${name} does not act on the client: its workloadSelector names labels that it does not carry`,
    evidence: `${client.replica.name} still passes on what it does not know`,
    proof: { of: 'object', kind: 'Sidecar', name } as const,
  }));
};

const letsOut = ({ configuration }: Circumstances['proxies'][number]) =>
  configuration.virtualHosts.some(({ routes }) =>
    routes.some(({ clusters }) => clusters.some(({ name }) => name === 'PassthroughCluster')),
  );
