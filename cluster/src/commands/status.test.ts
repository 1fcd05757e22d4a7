import { expect, test } from 'vitest';
import { createProgram } from '../program.ts';
import { kubeconfig, list, worldOf } from '../testing.ts';

const gitVersion = { gitVersion: 'v1.34.4' };

const istiod = {
  metadata: { name: 'istiod', namespace: 'istio-system' },
  spec: { selector: {}, template: { spec: { containers: [{ name: 'discovery', image: 'istio/pilot:1.31.0' }] } } },
  status: { readyReplicas: 1 },
};

const gui = {
  metadata: { name: 'gui', generation: 1 },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'gui' } },
    template: { spec: { containers: [{ name: 'service', image: 'weather/gui:1' }] } },
  },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1 },
};

const running = (name: string) => ({ name, ready: true, restartCount: 0, image: 'any', state: { running: {} } });

const pod = {
  metadata: { name: 'gui-0', labels: { app: 'gui' } },
  spec: { containers: [{ name: 'service', image: 'weather/gui:1' }] },
  status: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [running('service')],
    // One that has done its work, and the proxy, which goes on.
    initContainerStatuses: [running('istio-init'), running('istio-proxy')],
  },
};

/** Of a cluster where everything runs, but for the way to the gateway. */
async function status(...options: string[]) {
  const made = worldOf([
    ['config view', kubeconfig('minikube', 'https://192.168.49.2:8443')],
    ['version', JSON.stringify({ clientVersion: gitVersion, serverVersion: gitVersion })],
    ['deployments app=istiod', list(istiod)],
    ['services -A istio=ingressgateway', list({ metadata: { name: 'gateway' }, spec: {}, status: {} })],
    ['services istio=ingressgateway', { fails: 'the server is currently unable to handle the request' }],
    ['get nodes', list()],
    ['get deployments', list(gui)],
    ['get pods', list(pod)],
  ]);
  const ended = createProgram(made.world).parseAsync(['status', ...options], { from: 'user' });
  await expect(ended).rejects.toThrow('not everything is up');
  return made.printed;
}

test('without a way to the gateway it tells why, and the rest', async () => {
  const printed = await status();
  expect(printed.find((line) => line.startsWith('gateway'))).toContain('unable to handle the request');
  expect(printed.at(-1)).toBe('gui  1/1 ready  2/2 containers  0 restarts  weather/gui:1');
});

test('scripts get JSON then, too', async () => {
  expect(JSON.parse((await status('--json')).join('\n'))).toMatchObject({
    up: false,
    gateway: null,
    gatewayTrouble: expect.stringContaining('unable to handle') as string,
    lastForecastSeconds: null,
    workloads: [{ name: 'gui', ready: 1 }],
  });
});
