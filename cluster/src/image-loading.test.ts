import { expect, test } from 'vitest';
import { howToBringIn } from './image-loading.ts';

const image = 'grafana/k6:2.2.0';
const context = (tool: 'minikube' | 'kind' | 'shares-docker' | 'unknown') => ({ name: `${tool}-a`, server: '', tool });

test.each([
  ['minikube', `docker pull ${image} && minikube --profile minikube-a image load ${image}`],
  ['kind', `docker pull ${image} && kind load docker-image ${image} --name a`],
  ['shares-docker', `docker pull ${image}`],
  ['unknown', `pull ${image} where the nodes of context unknown-a run`],
] as const)('how a public image gets into a cluster of %s', (tool, line) => {
  expect(howToBringIn({ env: {} }, context(tool), image)).toBe(line);
});

test('a command of its own is used as it is', () => {
  const env = { IMAGE_LOAD: 'my load' };
  expect(howToBringIn({ env }, context('minikube'), image)).toBe(`docker pull ${image} && my load ${image}`);
});
