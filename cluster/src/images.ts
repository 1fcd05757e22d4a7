import { services } from '../../images/src/services.ts';
import { Failure } from './failure.ts';
import { type Kubectl, complaint } from './kubectl.ts';
import { nodeListSchema, podListSchema } from './objects.ts';
import { hints } from './requirements.ts';
import type { World } from './world.ts';

/** An image by name (`weather/gui`) and a tag that says its content: another content is another tag. */
export interface Image {
  name: string;
  tag: string;
}

export const referenceOf = ({ name, tag }: Image) => `${name}:${tag}`;

const nameOf = (service: string) => `weather/${service}`;

/** Builds the image of every service, or takes those that docker has, and tags each by its content. */
export async function prepareImages(world: World, root: string, { build }: { build: boolean }): Promise<Image[]> {
  await checkDocker(world);
  const images: Image[] = [];
  for (const service of services) {
    if (build) {
      world.say(`building ${nameOf(service)} (${images.length + 1} of ${services.length})`);
      await buildImage(world, root, service);
    }
    images.push(await tagByContent(world, service));
  }
  return images;
}

async function checkDocker({ run, signal }: World): Promise<void> {
  const result = await run('docker', ['version', '--format', '{{.Server.Version}}'], { signal, timeout: 20_000 });
  signal.throwIfAborted();
  if (result.code === null) throw new Failure('docker is not installed, or not on the PATH', hints.docker);
  if (result.code !== 0) throw new Failure(`docker does not answer: ${complaint(result, 1)}`, hints.docker);
}

/** Has docker build the image of one service from the project in a folder. */
export async function buildImage({ run, signal, env }: World, root: string, service: string): Promise<void> {
  const more = env.IMAGE_BUILD_ARGS?.split(/\s+/).filter((word) => word !== '') ?? [];
  const args = ['build', ...more, '--build-arg', `SERVICE=${service}`, '--tag', `${nameOf(service)}:dev`, root];
  const result = await run('docker', args, { signal, env: { DOCKER_BUILDKIT: '1' } });
  signal.throwIfAborted();
  if (result.code !== 0)
    throw new Failure(
      `the image of ${service} cannot be built: ${complaint(result, 20)}`,
      `Try it: docker ${args.join(' ')}\n(IMAGE_BUILD_ARGS puts more options in, such as --network=host)`,
    );
}

async function tagByContent({ run, signal }: World, service: string): Promise<Image> {
  const name = nameOf(service);
  const result = await run('docker', ['image', 'inspect', '--format', '{{.Id}}', `${name}:dev`], { signal });
  signal.throwIfAborted();
  const tag = /^sha256:([0-9a-f]{12})/.exec(result.stdout)?.[1];
  if (tag === undefined) throw new Failure(`docker has no image ${name}:dev`, 'Leave --no-build out to build it.');
  const tagged = await run('docker', ['tag', `${name}:dev`, `${name}:${tag}`], { signal });
  if (tagged.code !== 0) throw new Failure(`docker cannot tag ${name}:${tag}: ${complaint(tagged, 1)}`);
  return { name, tag };
}

/** Those of the images that a node of the cluster lacks. */
export async function missingImages(kubectl: Kubectl, images: readonly Image[]): Promise<Image[]> {
  const nodes = (await kubectl.get(nodeListSchema, ['nodes'])).items;
  const perNode = nodes.map(({ status }) => status.images.flatMap(({ names }) => names ?? []));
  // A node tells of its fifty biggest images alone, and late; but what a pod of the only node runs is there.
  if (nodes.length === 1) perNode[0]!.push(...(await runningImages(kubectl)));
  return images.filter((image) => !perNode.every((names) => names.some((name) => isSame(name, image))));
}

async function runningImages(kubectl: Kubectl): Promise<string[]> {
  const { items } = await kubectl.get(podListSchema, ['pods', '-A', '-l', 'app.kubernetes.io/part-of=weather-mesh']);
  return items.flatMap(({ status }) =>
    status.containerStatuses.flatMap(({ state, image }) => (state.running === undefined ? [] : [image])),
  );
}

/** Nodes write the registry, which docker leaves out, in front. */
const isSame = (name: string, image: Image) => name.replace(/^(docker\.io|localhost)\//, '') === referenceOf(image);
