import { expect, test } from 'vitest';
import { kubectlOn } from './kubectl.ts';
import { waitForRollouts } from './rollout.ts';
import { list, worldOf } from './testing.ts';

const selector = { matchLabels: { app: 'gui' } };

function deployment({ ready = 0, updated = 1, generation = 1 } = {}) {
  const labels = { 'app.kubernetes.io/name': 'gui' };
  return {
    metadata: { name: 'gui', generation, labels },
    spec: { replicas: 1, selector, template: { spec: { containers: [] } } },
    status: { observedGeneration: 1, replicas: 1, updatedReplicas: updated, readyReplicas: ready },
  };
}

const proxy = { name: 'istio-proxy', image: 'istio/proxyv2:1.31.0', restartPolicy: 'Always' };

function pod({
  containers = [] as object[],
  conditions = [] as object[],
  phase = 'Pending',
  initContainers = [proxy],
} = {}) {
  return {
    metadata: { name: 'gui-0', labels: { app: 'gui' } },
    spec: { containers: [{ name: 'service', image: 'weather/gui:1' }], initContainers },
    status: { phase, containerStatuses: containers, conditions },
  };
}

const service = (state: object, more: object = {}) => ({
  name: 'service',
  ready: false,
  restartCount: 0,
  image: 'weather/gui:1',
  state,
  ...more,
});

/** Waits while the cluster shows one state after the other, and stays with the last. */
function wait(states: { deployment: object; pods: object[] }[], { stallMs = 60_000, log = '' } = {}) {
  let at = 0;
  const now = () => states[Math.min(at, states.length - 1)]!;
  const made = worldOf([
    ['get deployments', () => list(now().deployment)],
    ['get pods', () => list(...states[Math.min(at++, states.length - 1)]!.pods)],
    ['logs', log],
  ]);
  return { ...made, waited: waitForRollouts(made.world, kubectlOn('minikube', made.world), stallMs) };
}

const up = { deployment: deployment({ ready: 1 }), pods: [pod({ phase: 'Running' })] };

test('a system that is up is not waited for', async () => {
  const { waited, said } = wait([up]);
  await waited;
  expect(said).toEqual([]);
});

test('each step is told once, with what is missing', async () => {
  const started = pod({ containers: [service({ running: {} })], phase: 'Running' });
  const pulling = pod({ containers: [service({ waiting: { reason: 'PodInitializing' } })] });
  const states = [pulling, pulling, started].map((one) => ({ deployment: deployment(), pods: [one] }));
  const { waited, said } = wait([...states, up]);
  await waited;
  expect(said).toEqual([
    'waiting for pods: gui 0/1 (service not started)',
    'waiting for pods: gui 0/1 (service not ready)',
  ]);
});

test('a deployment that was changed since the controller looked is not up', async () => {
  const { waited, said } = wait([{ deployment: deployment({ ready: 1, generation: 2 }), pods: [] }, up]);
  await waited;
  expect(said).toHaveLength(1);
});

const unschedulable = {
  type: 'PodScheduled',
  status: 'False',
  message: '0/1 nodes are available: 1 Insufficient memory. preemption: none',
};

test.each([
  [
    'an image that is not there',
    pod({ containers: [service({ waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image' } })] }),
    'service: ImagePullBackOff Back-off pulling image',
  ],
  [
    'a node without room',
    pod({ conditions: [unschedulable] }),
    'no node takes it: 0/1 nodes are available: 1 Insufficient memory',
  ],
  [
    'a process that ends',
    pod({
      containers: [
        service(
          { waiting: { reason: 'CrashLoopBackOff' } },
          { restartCount: 3, lastState: { terminated: { exitCode: 1 } } },
        ),
      ],
    }),
    'service ended with 1 (3 restarts): SUBSCRIPTIONS: it must be JSON',
  ],
])('%s is given up on, with the reason', async (_what, one, reason) => {
  const log = 'SUBSCRIPTIONS: it must be JSON\n';
  const { waited } = wait([{ deployment: deployment(), pods: [one] }], { stallMs: 10, log });
  await expect(waited).rejects.toMatchObject({
    message: expect.stringContaining(`gui 0/1 (${reason})`) as string,
    hint: expect.stringContaining('describe pods -l app.kubernetes.io/name=gui') as string,
  });
});

test('pods that Istio left without a proxy are a failure', async () => {
  const bare = pod({ phase: 'Running', initContainers: [] });
  const { waited } = wait([{ deployment: deployment({ ready: 1 }), pods: [bare] }]);
  await expect(waited).rejects.toMatchObject({ message: 'Istio put no proxy into gui-0' });
});
