import { MeshError, type MeshObject } from '../mesh.ts';

/** An image of the system's own, without a tag. */
const untagged = /^weather\/[a-z0-9-]+$/;

interface Container {
  image?: string;
}

interface PodSpec {
  containers?: Container[];
}

/** Whether anything in it is to run what the system runs. */
export const asksForSystemImages = (object: MeshObject): boolean =>
  containersOf(object).some(({ image }) => image !== undefined && untagged.test(image));

/**
 * A workload with the images that the system runs in place of those without a tag.
 *
 * @param running images of the system's workloads, such as `weather/gui:93d5bdb228a3`, with or without a registry
 * @throws MeshError when the system does not run such an image
 */
export function withSystemImages(object: MeshObject, running: readonly string[]): MeshObject {
  if (!asksForSystemImages(object)) return object;
  const spec = object.spec as { template: { spec: PodSpec } };
  const containers = containersOf(object).map((container) =>
    container.image !== undefined && untagged.test(container.image)
      ? { ...container, image: imageAmong(running, container.image) }
      : container,
  );
  const { template } = spec;
  return { ...object, spec: { ...spec, template: { ...template, spec: { ...template.spec, containers } } } };
}

function containersOf({ spec }: MeshObject): Container[] {
  return (spec as { template?: { spec?: PodSpec } } | undefined)?.template?.spec?.containers ?? [];
}

function imageAmong(running: readonly string[], repository: string): string {
  const found = running.find((image) => image.replace(/[:@][^/]*$/, '').endsWith(repository));
  if (found !== undefined) return found;
  throw new MeshError(`the system runs no ${repository}, which this lab needs`, 'Deploy it: pnpm cluster up');
}
