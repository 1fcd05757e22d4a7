import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkName } from './service-name.ts';

const root = join(import.meta.dirname, '../..');

test.each(['bonus', 'b', 'day-extremes', 'extremes2', 'a'.repeat(40)])('%s is a name', (name) => {
  expect(() => checkName(name, root)).not.toThrow();
});

test.each([
  ['', 'host name'],
  ['Bonus', 'host name'],
  ['bonus_points', 'host name'],
  ['-bonus', 'host name'],
  ['bonus-', 'host name'],
  ['bonus--points', 'host name'],
  ['2bonus', 'host name'],
  ['../bonus', 'host name'],
  ['bonus/..', 'host name'],
  ['bönus', 'host name'],
  ['bonus\n', 'host name'],
  ['a'.repeat(41), 'longer than 40'],
  ['bonus-v2', 'versions'],
  ['localhost', 'reserved'],
  ['template-service', 'reserved'],
  ['gui', 'taken: services/gui/package.json'],
  ['cli', 'taken: services/cli'],
  ['contracts', 'taken: packages/contracts'],
  ['labs', 'taken: labs/package.json'],
  ['machine-learning-v1', 'versions'],
  ['demonstration', 'taken: docker-compose.yml'],
  ['jaeger', 'taken: docker-compose.yml'],
  ['prometheus', 'taken: '],
  ['ratelimit', 'taken: k8s/components/network-policies/rate-limit.yaml'],
  // Routes of the gateway, and paths that it admits.
  ['page', 'taken: istio/base/virtual-service.yaml'],
  ['perform-simulation', 'taken: istio/base/virtual-service.yaml'],
  ['page-simulations', 'taken: istio/base/virtual-service.yaml'],
  ['live', 'taken: '],
  // What labs and load tests bring.
  ['relay', 'taken: istio/scenarios/tracing/'],
  ['flaky-model', 'taken: istio/scenarios/retry/'],
  ['three-models', 'taken: istio/scenarios/outlier-detection/'],
  ['logged-queue', 'taken: istio/scenarios/logs-and-metrics/'],
  ['station-archive', 'taken: istio/scenarios/egress/'],
  ['span-collector', 'taken: istio/scenarios/span-collector/'],
  ['client', 'taken: istio/scenarios/client/pod.yaml'],
  ['lab-client', 'taken: k8s/components/network-policies/lab-client.yaml'],
  ['load-test', 'taken: k8s/components/network-policies/load-test.yaml'],
  ['prometheus-rules', 'taken: observability/kustomization.yaml'],
  ['events', 'taken: '],
  ['simulations', 'taken: guiSimulationsPath'],
  ['stations', 'taken: stationHistoryPath'],
])('%j is refused, and it is said why', (name, reason) => {
  expect(() => checkName(name, root)).toThrow(reason);
});
