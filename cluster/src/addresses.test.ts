import { expect, test } from 'vitest';
import { addressLines } from './addresses.ts';
import { kubectlOn } from './kubectl.ts';
import { list, worldOf } from './testing.ts';

const istio = {
  version: '1.31.0',
  namespace: 'istio-system',
  meshConfigMap: 'istio',
  gateway: { name: 'istio-ingressgateway', namespace: 'istio-system' },
};

const route = { url: 'http://192.168.49.2:30080', how: 'node port', close: () => undefined } as const;

/** The lines, of a cluster with services such as weather/grafana. */
async function lines(...services: string[]) {
  const items = services.map((name) => {
    const [namespace, service] = name.split('/');
    return { metadata: { name: service, namespace }, spec: {}, status: {} };
  });
  const { world } = worldOf([['get services', list(...items)]]);
  return (await addressLines(kubectlOn('minikube', world), istio, route)).join('\n');
}

const addon = (name: string) =>
  `kubectl --context minikube apply -f https://raw.githubusercontent.com/istio/istio/release-1.31/samples/addons/${name}.yaml`;

test('what is not there is told with what brings it: Grafana is ours, the others are addons of Istio', async () => {
  const told = await lines();
  expect(told).toContain('Page     http://192.168.49.2:30080   (node port of the gateway)');
  expect(told).toContain('Grafana  is not installed: pnpm cluster up --with observability');
  expect(told).toContain(`Kiali    is not installed: ${addon('kiali')}`);
  expect(told).toContain(`Jaeger   is not installed: ${addon('jaeger')}`);
});

test("Grafana gets a port that no service has on one's own machine", async () => {
  const told = await lines('weather/grafana');
  expect(told).toContain('Grafana  http://localhost:3030\n');
  expect(told).toContain('kubectl --context minikube -n weather port-forward service/grafana 3030:3000');
});

test('our Prometheus is not the one that Kiali reads', async () => {
  expect(await lines('weather/prometheus', 'istio-system/kiali')).toContain(
    `it reads a Prometheus in istio-system, and there is none: ${addon('prometheus')}`,
  );
  expect(await lines('istio-system/prometheus', 'istio-system/kiali')).not.toContain('it reads');
});
