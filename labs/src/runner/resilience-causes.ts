import { z } from 'zod';
import { routeTo } from '../catalog/expectations.ts';
import { linesAt } from '../bench/evidence.ts';
import { hostOf } from '../envoy/address.ts';
import type { MeshObject } from '../mesh/mesh.ts';
import { type Cause, type Circumstances } from './cause.ts';

const retriesSchema = z.object({
  kind: z.literal('VirtualService'),
  spec: z.object({ http: z.array(z.object({ retries: z.object({ attempts: z.number() }).optional() })) }),
});

/** Whether a rule wants requests to be tried again, so that it is nothing odd if they are. */
export const wantsRetries = (objects: readonly MeshObject[]): boolean =>
  objects
    .flatMap((object) => retriesSchema.safeParse(object).data?.spec.http ?? [])
    .some(({ retries }) => (retries?.attempts ?? 0) > 0);

/** Whoever writes `attempts` and leaves out `retryOn` gets conditions that a service's own answer does not meet. */
export const conditionNotMet: Cause = ({ lab, objects, proxies: [client] }, phases) => {
  if (client === undefined || !wantsRetries(objects)) return [];
  const { replica, configuration } = client;
  const lines = phases.flatMap((phase) => linesAt(phase, 'client'));
  return lab.involves.services.flatMap((service) => {
    const retries = routeTo(configuration, service)?.retries;
    const asked = lines.filter(({ authority }) => hostOf(authority) === service);
    const failed = asked.filter(({ status, upstream }) => status >= 500 && upstream !== '');
    if (retries === undefined || failed.length === 0 || asked.some(({ attempts }) => attempts > 1)) return [];
    return [
      {
        layer: 'retryOn',
        says: `what ${service} answers meets none of the conditions for a second try`,
        evidence: `${failed.length} requests failed, with ${statusesOf(failed)}, and none was tried again; tried again is on ${retries.on}`,
        proof: { of: 'routes', replica } as const,
      },
    ];
  });
};

const statusesOf = (lines: readonly { status: number }[]) => [...new Set(lines.map(({ status }) => status))].join(', ');

/** The usual limit of 10 % is less than one pod of fewer than ten. */
export const ejectionCapped: Cause = ({ proxies: [client] }: Circumstances, phases) => {
  const growth = phases.flatMap(({ proxies }) => proxies.flatMap((account) => Object.entries(account.growth)));
  const counted = (name: string) =>
    growth.filter(([key]) => key.endsWith(`.outlier_detection.${name}`)).reduce((sum, [, count]) => sum + count, 0);
  const refused = counted('ejections_overflow');
  if (client === undefined || refused === 0 || counted('ejections_enforced_total') > 0) return [];
  const { replica } = client;
  return [
    {
      layer: 'maxEjectionPercent',
      says: 'a pod was to be thrown out and was not: it would have been a larger share of the pods than maxEjectionPercent allows',
      evidence: `ejections_overflow of ${replica.name} grew by ${refused}, ejections_enforced_total by nothing`,
      proof: { of: 'clusters', replica } as const,
    },
  ];
};
