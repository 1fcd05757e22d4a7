import { setTimeout as delay } from 'node:timers/promises';
import type { objectListSchema } from '@weather/cluster';
import type { z } from 'zod';
import { MeshError } from '../mesh.ts';
import type { MeshKubectl } from './mesh-kubectl.ts';
import { inOrder } from './own-mark.ts';

/** An object as the cluster has it. */
export type Found = z.output<typeof objectListSchema>['items'][number];

/** Deletes what `look` finds until it finds nothing. @returns what that was, without what went along with it */
export type Deletion = (look: () => Promise<Found[]>) => Promise<string[]>;

export const nameOf = ({ kind, metadata }: Found) => `${kind} ${metadata.namespace}/${metadata.name}`;

const goneWithinMs = 90_000;

/** Looks again and again: pods may come while what makes them goes, and what was deleted may take its time. */
export function deletionOn(kubectl: MeshKubectl): Deletion {
  return async (look) => {
    const removed = new Set<string>();
    const deadline = performance.now() + goneWithinMs;
    for (let found = await look(); found.length > 0; found = await look()) {
      if (performance.now() > deadline) throw stillThere(found);
      found.filter(({ metadata }) => metadata.ownerReferences.length === 0).forEach((one) => removed.add(nameOf(one)));
      await deleteOnce(
        kubectl,
        found.filter(({ metadata }) => metadata.deletionTimestamp === undefined),
      );
      await delay(300);
    }
    return [...removed];
  };
}

/** In the order that is the reverse of applying, with one call for each namespace. */
async function deleteOnce(kubectl: MeshKubectl, objects: readonly Found[]): Promise<void> {
  for (const namespace of new Set(objects.map(({ metadata }) => metadata.namespace!))) {
    const names = inOrder(objects)
      .filter(({ metadata }) => metadata.namespace === namespace)
      .map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`);
    // A Deployment goes after its pods, and nothing here has to end slowly.
    const how = ['--ignore-not-found', '--wait=false', '--cascade=foreground', '--grace-period=1'];
    await kubectl.text(['delete', '-n', namespace, ...how, ...names.toReversed()]);
  }
}

const stillThere = (left: readonly Found[]) =>
  new MeshError(
    `what the labs created does not go: ${left.map(nameOf).join(', ')}`,
    'See what holds it (kubectl describe), then type: pnpm lab clean',
  );
