import { objectListSchema } from '@weather/cluster';
import { MeshError, type MeshObject } from '../mesh.ts';
import type { MeshKubectl } from './mesh-kubectl.ts';
import { type Found, deletionOn, nameOf } from './own-deletion.ts';
import { asList, fieldManager, inOrder, istioNamespace, labLabel, markAsOwn } from './own-mark.ts';
import { ownKinds, refuseStrange } from './own-kinds.ts';
import { asksForSystemImages, withSystemImages } from './system-images.ts';
import { imagesIn, type Namespaces } from './workloads.ts';

const isRule = (apiVersion: string) => apiVersion.includes('.istio.io/');
const isOwn = ({ metadata }: Found) => metadata.labels[labLabel] !== undefined;
const listOrOneSchema = objectListSchema.or(
  objectListSchema.shape.items.element.transform((one) => ({ items: [one] })),
);

/**
 * Creates, changes and removes what the labs bring into the cluster, and never touches anything else.
 * @param lab tells the lab that has the mesh now
 */
export function ownObjects(
  kubectl: MeshKubectl,
  { namespace: usual, gatewayNamespace }: Namespaces,
  lab: () => string,
) {
  const deletion = deletionOn(kubectl);
  const namespaces = [...new Set([usual, gatewayNamespace, istioNamespace])];
  const namespaceOf = ({ apiVersion, metadata: { namespace } }: MeshObject) =>
    namespace === istioNamespace && isRule(apiVersion) ? gatewayNamespace : (namespace ?? usual);
  const mark = (object: MeshObject) => markAsOwn(object, { lab: lab(), namespace: namespaceOf(object) });
  /** Those of the objects that are there under this name, whoever's. */
  const present = async (objects: readonly MeshObject[]) =>
    (await kubectl.find(listOrOneSchema, ['-f', '-'], { stdin: asList(objects) }))?.items ?? [];

  return {
    async apply(objects: readonly MeshObject[]): Promise<void> {
      if (objects.length === 0) return;
      const marked = inOrder((await runnable(kubectl, usual, objects)).map(mark));
      refuseStrange(marked, namespaces);
      const taken = (await present(marked)).filter((found) => !isOwn(found));
      if (taken.length > 0) throw takenError(taken);
      const how = ['--server-side', '--force-conflicts', `--field-manager=${fieldManager}`, '--validate=strict'];
      await kubectl.text(['apply', ...how, '-f', '-'], { stdin: asList(marked) });
    },

    async remove(objects: readonly MeshObject[]): Promise<void> {
      const marked = objects.map(mark);
      if (marked.length > 0) await deletion(async () => (await present(marked)).filter(isOwn));
    },

    removeAll: () =>
      deletion(async () => {
        const found = await Promise.all(
          namespaces.map((namespace) =>
            kubectl.get(objectListSchema, [ownKinds.join(','), '-n', namespace, '-l', labLabel]),
          ),
        );
        return found.flatMap(({ items }) => items);
      }),
  };
}

async function runnable(kubectl: MeshKubectl, namespace: string, objects: readonly MeshObject[]) {
  if (!objects.some(asksForSystemImages)) return objects;
  const running = Object.values(await imagesIn(kubectl, namespace));
  return objects.map((object) => withSystemImages(object, running));
}

const takenError = (taken: readonly Found[]) =>
  new MeshError(
    `the cluster has ${taken.map(nameOf).join(', ')} already, and not from a lab: nothing was applied`,
    `If it is not needed, delete it: ${taken
      .map(({ kind, metadata }) => `kubectl -n ${metadata.namespace} delete ${kind.toLowerCase()} ${metadata.name}`)
      .join(' && ')}`,
  );
