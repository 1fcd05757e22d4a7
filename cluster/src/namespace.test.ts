import { expect, test } from 'vitest';
import { kubectlOn } from './kubectl.ts';
import { foreignObjects, namespaceState, refuseForeign } from './namespace.ts';
import { list, worldOf } from './testing.ts';

const own = { 'app.kubernetes.io/part-of': 'weather-mesh' };

const found = (labels: object, phase = 'Active') => ({ metadata: { name: 'weather', labels }, status: { phase } });

test.each([
  ['absent', []],
  ['ours', [found(own)]],
  ['foreign', [found({})]],
  ['ending', [found(own, 'Terminating')]],
])('a namespace is %s', async (state, namespaces) => {
  const { world } = worldOf([['get namespaces', list(...namespaces)]]);
  expect(await namespaceState(kubectlOn('minikube', world))).toBe(state);
});

test("one that is others' is refused, with what to type if it is not", () => {
  expect(() => refuseForeign()).toThrow('not ours: nothing was touched');
});

const object = (kind: string, name: string, metadata: object) => ({ kind, metadata: { name, ...metadata } });

test('what others put into ours is found; what the cluster puts there, and what ours made, is not', async () => {
  const { world } = worldOf([
    [
      'get deployments',
      list(
        object('Deployment', 'gui', { labels: own }),
        object('Pod', 'gui-0', { ownerReferences: [{ kind: 'ReplicaSet' }] }),
        object('ConfigMap', 'kube-root-ca.crt', {}),
        object('ConfigMap', 'istio-ca-root-cert', {}),
        object('Secret', 'mine', {}),
      ),
    ],
  ]);
  expect(await foreignObjects(kubectlOn('minikube', world))).toEqual(['secret/mine']);
});
