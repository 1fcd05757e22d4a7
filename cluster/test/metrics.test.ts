import { performSimulationPath } from '@weather/contracts';
import { allQueries, metricNames, queryPrometheus, ruleStates, withoutData } from '@weather/observability';
import { request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { services } from '../../images/src/services.ts';
import { appsAndVersions } from '../src/manifest-files/deployments.ts';
import { describeInCluster, gatewayUrl, kubectl, namespace } from './support/cluster.ts';
import { startPrometheus } from './support/prometheus.ts';

/** Not every cluster's proxies have Istio's own metrics: their names are held against Istio's documentation elsewhere. */
function isOfIstio(expression: string): boolean {
  return [...metricNames(expression)].some((name) => /^(istio_|mesh:)/.test(name));
}

async function useTheSystem(): Promise<void> {
  const simulate = `${gatewayUrl}${performSimulationPath}?duration=2000&type=weather&stations=2&rate=20`;
  await (await request(simulate, { method: 'POST' })).body.dump();
  await (await request(`${gatewayUrl}/`)).body.dump();
}

/** Istio measures how long a change takes to reach the proxies only when there is one. */
const declaredHost = JSON.stringify({
  apiVersion: 'networking.istio.io/v1',
  kind: 'ServiceEntry',
  metadata: { name: 'metrics-test', namespace },
  spec: {
    hosts: ['metrics-test.invalid'],
    location: 'MESH_EXTERNAL',
    resolution: 'NONE',
    ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
  },
});

async function changeTheMesh(): Promise<void> {
  await kubectl(['apply', '-f', '-'], { stdin: declaredHost });
  await withdrawDeclaredHost();
}

async function withdrawDeclaredHost(): Promise<void> {
  await kubectl(['delete', '--ignore-not-found', '-f', '-'], { stdin: declaredHost });
}

async function brokenRules(url: string): Promise<string[]> {
  const broken = (await ruleStates(url)).filter(({ health }) => health !== 'ok');
  return broken.map(({ name, lastError }) => `${name}: ${lastError ?? 'not evaluated yet'}`);
}

describeInCluster('a Prometheus that scrapes pods by their annotations', () => {
  let url: string;
  let stop: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    ({ url, stop } = await startPrometheus());
  });

  afterAll(async () => {
    await withdrawDeclaredHost();
    await stop?.();
  });

  test('reads every pod of the system through its sidecar, under STRICT mutual TLS', async () => {
    const modes = ['get', 'peerauthentication', '-n', namespace, '-o', 'jsonpath={.items[*].spec.mtls.mode}'];
    expect(await kubectl(modes)).toBe('STRICT');
    const up = async () => {
      const samples = await queryPrometheus(url, `up{namespace="${namespace}"} == 1`);
      return [
        ...new Set(samples.map(({ labels }) => `${labels.app} ${labels.version} ${labels.instance?.split(':')[1]}`)),
      ];
    };
    await expect
      .poll(async () => (await up()).toSorted(), { timeout: 60_000 })
      .toEqual(appsAndVersions().map((one) => `${one} 15020`));
    const own = await queryPrometheus(url, 'count by (service) (service_info)');
    expect(own.map(({ labels }) => labels.service).toSorted()).toEqual([...services]);
  });

  test('every query of every panel and rule returns data while the system runs', async () => {
    const queries = allQueries().filter(({ kind, expression }) => kind !== 'alert' && !isOfIstio(expression));
    expect(queries.length).toBeGreaterThan(60);
    const use = async () => {
      await Promise.all([useTheSystem(), changeTheMesh()]);
      return withoutData(url, queries);
    };
    await expect.poll(use, { timeout: 180_000, interval: 1000 }).toEqual([]);
  });

  test('every rule can be evaluated', async () => {
    await expect.poll(() => brokenRules(url), { timeout: 60_000 }).toEqual([]);
  });
});
