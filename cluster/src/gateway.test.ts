import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { reachGateway } from './gateway.ts';
import { kubectlOn } from './kubectl.ts';
import { list, worldOf } from './testing.ts';

const istio = {
  version: '1.31.0',
  namespace: 'istio-system',
  meshConfigMap: 'istio',
  gateway: { name: 'istio-ingressgateway', namespace: 'istio-system' },
};

let close: (() => void) | undefined;
afterEach(() => close?.());

async function envoy(server = 'istio-envoy'): Promise<number> {
  const listening = createServer((_request, response) => response.writeHead(404, { server }).end()).listen(
    0,
    '127.0.0.1',
  );
  await once(listening, 'listening');
  close = () => listening.close();
  return (listening.address() as AddressInfo).port;
}

async function reach(nodePort: number, ingress: object[] = []) {
  const service = {
    metadata: { name: 'istio-ingressgateway' },
    spec: { ports: [{ port: 80, nodePort }] },
    status: { loadBalancer: { ingress } },
  };
  const node = { metadata: { name: 'node' }, status: { addresses: [{ type: 'InternalIP', address: '127.0.0.1' }] } };
  const { world } = worldOf([
    ['get services', list(service)],
    ['get nodes', list(node)],
  ]);
  const forwards: string[] = [];
  const route = await reachGateway(kubectlOn('minikube', world), istio, async (args) => {
    forwards.push(args.join(' '));
    return { firstLine: 'Forwarding from 127.0.0.1:40123 -> 8080', stop: () => undefined };
  });
  return { route, forwards };
}

test("a node's port that answers is taken", async () => {
  const port = await envoy();
  const { route, forwards } = await reach(port);
  expect(route).toMatchObject({ url: `http://127.0.0.1:${port}`, how: 'node port' });
  expect(forwards).toEqual([]);
});

test('where no address answers, or something else does, a port is forwarded', async () => {
  const port = await envoy('nginx');
  const { route, forwards } = await reach(port, [{ ip: '127.0.0.9' }]);
  expect(route).toMatchObject({ url: 'http://127.0.0.1:40123', how: 'port-forward' });
  expect(forwards).toEqual(['--context minikube -n istio-system port-forward service/istio-ingressgateway :80']);
});
