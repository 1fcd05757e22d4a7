import type { ClusterContext } from './context.ts';
import { Failure } from './failure.ts';
import { type Image, referenceOf } from './images.ts';
import { complaint } from './kubectl.ts';
import type { World } from './world.ts';

/** Brings images from docker into the cluster, the way its tool does it, or with the command in IMAGE_LOAD. */
export async function loadImages(world: World, context: ClusterContext, images: readonly Image[]): Promise<void> {
  const command = loadCommand(context, world.env.IMAGE_LOAD, images.map(referenceOf));
  if (command === undefined) return;
  const [file, ...args] = command as [string, ...string[]];
  world.say(`bringing ${images.length === 1 ? 'an image' : `${images.length} images`} into the cluster (${file})`);
  const result = await world.run(file, args, { signal: world.signal });
  world.signal.throwIfAborted();
  if (result.code === null) throw new Failure(`${file}, which brings images into this cluster, is not installed`);
  if (result.code !== 0)
    throw new Failure(`the images cannot be brought in: ${complaint(result)}`, `Try it: ${command.join(' ')}`);
}

/** What to type so that a public image gets into the cluster. */
export function howToBringIn({ env }: Pick<World, 'env'>, context: ClusterContext, image: string): string {
  if (env.IMAGE_LOAD?.trim()) return `docker pull ${image} && ${env.IMAGE_LOAD.trim()} ${image}`;
  if (context.tool === 'unknown') return `pull ${image} where the nodes of context ${context.name} run`;
  const command = loadCommand(context, undefined, [image]);
  return [`docker pull ${image}`, ...(command === undefined ? [] : [command.join(' ')])].join(' && ');
}

function loadCommand(
  { tool, name }: ClusterContext,
  own: string | undefined,
  images: readonly string[],
): string[] | undefined {
  if (own !== undefined && own.trim() !== '') return ['sh', '-c', `${own} "$@"`, 'IMAGE_LOAD', ...images];
  switch (tool) {
    case 'minikube':
      return ['minikube', '--profile', name, 'image', 'load', ...images];
    case 'kind':
      return ['kind', 'load', 'docker-image', ...images, '--name', name.replace(/^kind-/, '')];
    case 'k3d':
      return ['k3d', 'image', 'import', ...images, '--cluster', name.replace(/^k3d-/, '')];
    case 'shares-docker':
      return undefined;
    default:
      throw new Failure(
        `how images get into the cluster of context ${name} is not known`,
        'Give a command in IMAGE_LOAD; it is called with the images as arguments.',
      );
  }
}
