import { z } from 'zod';
import type { Expectation } from '../../bench/expectation.ts';
import type { MeshObject } from '../../mesh/mesh.ts';
import { withWeights } from '../changes.ts';
import { hasPods, splitsTo } from '../expectations.ts';
import { clusterOf } from '../names.ts';

export const service = 'machine-learning';

/** Folder of the rule that takes the place of the first one, and the name of its route. */
export const shifted = 'all-to-v2';

const virtualServiceSchema = z.object({
  kind: z.literal('VirtualService'),
  spec: z.object({
    http: z
      .array(
        z.object({
          name: z.string(),
          route: z.array(z.object({ destination: z.object({ subset: z.string() }), weight: z.int() })),
        }),
      )
      .min(1),
  }),
});

/** What requests are split by: the route's name, and the weight of each subset. */
function splitIn(objects: readonly MeshObject[]) {
  const [rule] = objects.flatMap((object) => virtualServiceSchema.safeParse(object).data ?? []);
  return rule?.spec.http[0];
}

/** While a split is in force, as its rule has it; a weight of 0 is left out by Istio. */
export function splitIsLive(objects: readonly MeshObject[]): Expectation[] {
  const weights = (splitIn(objects)?.route ?? []).filter(({ weight }) => weight > 0);
  const clusters = weights.map(({ destination, weight }) => [clusterOf(service, destination.subset), weight]);
  return [splitsTo('client', service, Object.fromEntries(clusters) as Record<string, number>)];
}

/** While requests are split by these weights, both above 0, and both versions have pods. */
export const evenSplit = (v1: number, v2: number): Expectation[] => [
  splitsTo('client', service, { [clusterOf(service, 'v1')]: v1, [clusterOf(service, 'v2')]: v2 }),
  ...['v1', 'v2'].map((subset) => hasPods('client', { service, subset })),
];

/** A change of one of the two rules: of the one before the shift, or of the one after it. */
export const only =
  (when: 'before' | 'after', change: (objects: readonly MeshObject[]) => MeshObject[]) =>
  (objects: readonly MeshObject[]): MeshObject[] =>
    (splitIn(objects)?.name === shifted) === (when === 'after') ? change(objects) : [...objects];

export const weights = (v1: number, v2: number) => withWeights(service, [v1, v2]);
