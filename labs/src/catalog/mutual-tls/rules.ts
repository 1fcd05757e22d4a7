import { z } from 'zod';
import type { Expectation } from '../../bench/expectation.ts';
import type { ProxyListener } from '../../envoy/configuration.ts';
import type { MeshObject } from '../../mesh/mesh.ts';
import { servicePort } from '../names.ts';

/** Whose pods the rule is for, and its name. */
export const service = 'machine-learning-v1';

/** One more of these pods, with a Service of its own: it logs every request that it answers, and who made it. */
export const logged = 'machine-learning-logged';

const modeSchema = z.enum(['STRICT', 'PERMISSIVE', 'DISABLE']);

type Mode = z.output<typeof modeSchema>;

const ruleSchema = z.object({
  kind: z.literal('PeerAuthentication'),
  spec: z.object({
    mtls: z.object({ mode: modeSchema }),
    portLevelMtls: z.record(z.string(), z.object({ mode: modeSchema })).default({}),
  }),
});

const taken: Record<Mode, string> = {
  STRICT: 'mutual TLS only',
  PERMISSIVE: 'mutual TLS and plain text',
  DISABLE: 'plain text only',
};

/** What the proxies beside the service must have because of the rule among some objects. */
export function actsAtTheService(objects: readonly MeshObject[]): Expectation[] {
  return objects
    .flatMap((object) => ruleSchema.safeParse(object).data ?? [])
    .flatMap(({ spec }) => allTake(spec.portLevelMtls[servicePort]?.mode ?? spec.mtls.mode));
}

/** The rule is for the pods of both. */
export const allTake = (mode: Mode): Expectation[] => [service, logged].map((workload) => takes(workload, mode));

const takes = (workload: string, mode: Mode): Expectation => ({
  what: `port ${servicePort} of ${workload} takes ${taken[mode]}`,
  proxies: workload,
  missing: ({ listeners }) => {
    const found = modeOf(listeners);
    return found === mode ? undefined : `it takes ${taken[found]}`;
  },
});

/** Istio makes a filter chain for each kind of connection that a port is to take. */
function modeOf(listeners: readonly ProxyListener[]): Mode {
  const kinds = listeners
    .filter(({ direction }) => direction === 'INBOUND')
    .flatMap((listener) => listener.takes)
    .filter(({ port }) => port === servicePort);
  if (kinds.every(({ transport }) => transport !== 'tls')) return 'DISABLE';
  return kinds.every(({ transport }) => transport === 'tls') ? 'STRICT' : 'PERMISSIVE';
}
