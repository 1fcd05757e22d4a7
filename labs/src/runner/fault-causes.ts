import { z } from 'zod';
import { linesAt, type Phase } from '../bench/evidence.ts';
import type { Cause, Finding } from './cause.ts';

const ruleSchema = z.object({
  kind: z.literal('VirtualService'),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    http: z.array(
      z.object({
        name: z.string().default(''),
        fault: z.object({ delay: z.unknown().optional(), abort: z.unknown().optional() }).optional(),
        match: z.array(z.unknown()).default([]),
        timeout: z.string().optional(),
        retries: z.object({ attempts: z.number() }).optional(),
      }),
    ),
  }),
});

type Http = z.output<typeof ruleSchema>['spec']['http'][number];

const rulesIn = (objects: readonly unknown[]) => objects.flatMap((object) => ruleSchema.safeParse(object).data ?? []);

/** A fault is made before the router is asked, whose business timeouts and second tries are. */
export const faultBesideTimeout: Cause = ({ objects }) =>
  rulesIn(objects).flatMap(({ metadata: { name }, spec }) =>
    spec.http.flatMap(({ fault, timeout, retries }, index): Finding[] => {
      if (fault === undefined) return [];
      const without = [
        ...(timeout === undefined ? [] : [`timeout ${timeout}`]),
        ...((retries?.attempts ?? 0) === 0 ? [] : [`retries ${retries!.attempts}`]),
      ];
      if (without.length === 0) return [];
      return [
        {
          layer: 'fault',
          says: 'a fault stands on the same route as a timeout or retries: it is over before these begin, so they never see it. The slowness or failure has to come from the side of the service',
          evidence: `VirtualService ${name}, http[${index}]: fault, and ${without.join(' and ')}`,
          proof: { of: 'object', kind: 'VirtualService', name } as const,
        },
      ];
    }),
  );

/** A fault on a route that no request took: its match fits none, or a route before it fits all. */
export const faultNotTaken: Cause = ({ objects, proxies: [client] }, phases) => {
  const taken = routesTaken(phases);
  if (client === undefined || Object.keys(taken).length === 0) return [];
  return rulesIn(objects).flatMap(({ metadata, spec }) =>
    spec.http.flatMap((route, index): Finding[] => {
      if (route.fault === undefined || route.name === '' || taken[route.name] !== undefined) return [];
      return [
        {
          layer: 'route',
          says: `no request took the route ${route.name} of VirtualService ${metadata.name}, on which the fault stands: ${whyNot(spec.http, index)}`,
          evidence: `routes by requests: ${Object.entries(taken)
            .map(([name, count]) => `${name} ${count}`)
            .join(', ')}`,
          proof: { of: 'routes', replica: client.replica } as const,
        },
      ];
    }),
  );
};

function whyNot(routes: readonly Http[], index: number): string {
  const before = routes.slice(0, index).find(({ match }) => match.length === 0);
  return before === undefined
    ? 'its match fits none of them, which a typo in a header or a path is enough for'
    : `${before.name === '' ? 'one' : before.name} stands before it and fits every request`;
}

/** By name, as the proxies of the clients tell in their logs. */
function routesTaken(phases: readonly Phase[]): Record<string, number> {
  const taken: Record<string, number> = {};
  const lines = phases.flatMap((phase) => linesAt(phase, 'client'));
  for (const { route } of lines) taken[route] = (taken[route] ?? 0) + 1;
  return taken;
}
