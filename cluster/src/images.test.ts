import { expect, test } from 'vitest';
import { services } from '../../images/src/services.ts';
import { loadImages } from './image-loading.ts';
import { missingImages, prepareImages } from './images.ts';
import { kubectlOn } from './kubectl.ts';
import { type Answer, list, worldOf } from './testing.ts';

const id = 'sha256:0123456789abcdef0123456789abcdef';
const images = [
  { name: 'weather/gui', tag: '0123456789ab' },
  { name: 'weather/simulation', tag: 'ffff00000000' },
];

function prepare(answers: { version?: Answer; build?: Answer; inspect?: Answer }, { build = true, env = {} } = {}) {
  const made = worldOf(
    [
      ['docker version', answers.version ?? '29.0.0'],
      ['docker build', answers.build ?? ''],
      ['docker image inspect', answers.inspect ?? id],
      ['docker tag', ''],
    ],
    env,
  );
  return { ...made, prepared: prepareImages(made.world, '/project', { build }) };
}

test('each service is built and tagged by its content', async () => {
  const { prepared, commands } = prepare({}, { env: { IMAGE_BUILD_ARGS: '--network=host --quiet' } });
  expect(await prepared).toEqual(services.map((name) => ({ name: `weather/${name}`, tag: '0123456789ab' })));
  expect(commands).toContain(
    'docker build --network=host --quiet --build-arg SERVICE=gui --tag weather/gui:dev /project',
  );
  expect(commands).toContain('docker tag weather/gui:dev weather/gui:0123456789ab');
});

test('with --no-build what docker has is taken', async () => {
  const { prepared, commands } = prepare({}, { build: false });
  await prepared;
  expect(commands.filter((line) => line.startsWith('docker build'))).toEqual([]);
});

test.each<[string, Parameters<typeof prepare>[0], string]>([
  ['docker is not installed', { version: 'not installed' }, 'docker is not installed'],
  ['docker hangs', { version: 'hangs' }, 'docker does not answer: it did not end within 20 s'],
  ['docker does not run', { version: { fails: 'Cannot connect to the Docker daemon' } }, 'docker does not answer'],
  ['a build fails', { build: { fails: 'step 7: no space left' } }, 'cannot be built: step 7: no space left'],
  ['there is no image', { inspect: { fails: 'No such image' } }, 'docker has no image weather/'],
])('%s', async (_what, answers, message) => {
  await expect(prepare(answers).prepared).rejects.toThrow(message);
});

const node = (...names: string[]) => ({ metadata: { name: 'node' }, status: { images: [{ names }] } });

function missing(nodes: string, pods = list()) {
  const { world } = worldOf([
    ['get nodes', nodes],
    ['get pods', pods],
  ]);
  return missingImages(kubectlOn('minikube', world), images);
}

test('what every node has, under whatever registry, is not brought in again', async () => {
  expect(await missing(list(node('docker.io/weather/gui:0123456789ab')))).toEqual([images[1]]);
  expect(await missing(list(node('localhost/weather/gui:0123456789ab', 'weather/simulation:ffff00000000')))).toEqual(
    [],
  );
});

test('one node of several that lacks an image is enough', async () => {
  expect(await missing(list(node('weather/gui:0123456789ab'), node()))).toEqual(images);
});

test('another content under the same name is another image', async () => {
  expect(await missing(list(node('weather/gui:000000000000')))).toEqual(images);
});

test('what a pod of the only node runs is there, though the node does not tell yet', async () => {
  const status = {
    name: 'service',
    ready: true,
    restartCount: 0,
    image: 'docker.io/weather/gui:0123456789ab',
    state: { running: {} },
  };
  const pod = {
    metadata: { name: 'gui-0' },
    spec: { containers: [] },
    status: { phase: 'Running', containerStatuses: [status] },
  };
  expect(await missing(list(node()), list(pod))).toEqual([images[1]]);
});

function load(
  tool: 'minikube' | 'kind' | 'k3d' | 'shares-docker' | 'unknown',
  name: string,
  env = {},
  answer: Answer = '',
) {
  const made = worldOf([['', answer]], env);
  return { ...made, loaded: loadImages(made.world, { name, server: '', tool }, images) };
}

const both = 'weather/gui:0123456789ab weather/simulation:ffff00000000';

test.each([
  ['minikube', 'course', `minikube --profile course image load ${both}`],
  ['kind', 'kind-course', `kind load docker-image ${both} --name course`],
  ['k3d', 'k3d-course', `k3d image import ${both} --cluster course`],
] as const)('%s brings images in its own way', async (tool, name, command) => {
  const { loaded, commands } = load(tool, name);
  await loaded;
  expect(commands).toEqual([command]);
});

test("a cluster that shares docker's images needs none brought in", async () => {
  const { loaded, commands } = load('shares-docker', 'docker-desktop');
  await loaded;
  expect(commands).toEqual([]);
});

test('IMAGE_LOAD goes before all', async () => {
  const { loaded, commands } = load('minikube', 'minikube', { IMAGE_LOAD: 'my load' });
  await loaded;
  expect(commands).toEqual([`sh -c my load "$@" IMAGE_LOAD ${both}`]);
});

test('a cluster of an unknown kind asks for IMAGE_LOAD', async () => {
  await expect(load('unknown', 'lab').loaded).rejects.toMatchObject({
    hint: expect.stringContaining('IMAGE_LOAD') as string,
  });
});

test('loading that fails says why, and what to try', async () => {
  await expect(load('kind', 'kind-course', {}, { fails: 'no nodes found' }).loaded).rejects.toMatchObject({
    message: expect.stringContaining('no nodes found') as string,
    hint: `Try it: kind load docker-image ${both} --name course`,
  });
  await expect(load('minikube', 'minikube', {}, 'not installed').loaded).rejects.toThrow('minikube, which brings');
});
