import { z } from 'zod';
import type { MeshObject } from '../../mesh/mesh.ts';
import { abortOf, noFault, type RouteFault } from '../injected-faults.ts';

export const service = 'machine-learning-v1';

/** Of which a share is aborted. */
export const requestsOfShare = 2000;

/** What is answered in the service's place. */
export const status = 500;

const ruleSchema = z.object({
  kind: z.literal('VirtualService'),
  spec: z.object({
    hosts: z.array(z.string()).refine((hosts) => hosts.includes(service)),
    http: z.array(
      z.object({
        match: z.array(z.unknown()).default([]),
        fault: z
          .object({ abort: z.object({ httpStatus: z.number(), percentage: z.object({ value: z.number() }) }) })
          .optional(),
      }),
    ),
  }),
});

/** What the rule for the service among some objects does, route by route; a route for all is the last. */
export function faultsIn(objects: readonly MeshObject[]): RouteFault[] {
  const [rule] = objects.flatMap((object) => ruleSchema.safeParse(object).data ?? []);
  const routes = rule?.spec.http ?? [{ match: [], fault: undefined }];
  const last = routes.findIndex(({ match }) => match.length === 0);
  return (last === -1 ? routes : routes.slice(0, last + 1)).map(({ fault }) => ({
    fault: fault === undefined ? noFault : abortOf(fault.abort.httpStatus, fault.abort.percentage.value),
  }));
}
