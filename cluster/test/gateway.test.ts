import { livePath } from '@weather/contracts';
import { request } from 'undici';
import { expect, test } from 'vitest';
import { describeInCluster, gatewayUrl, kubectl, namespace } from './support/cluster.ts';

describeInCluster('the ingress gateway', () => {
  test('serves the page', async () => {
    const { statusCode, body } = await request(gatewayUrl);
    expect(statusCode).toBe(200);
    expect(await body.text()).toContain('<html');
  });

  test('answers 404 to what it does not admit', async () => {
    const { statusCode, body } = await request(`${gatewayUrl}/metrics`);
    await body.dump();
    expect(statusCode, livePath).toBe(404);
    expect(await kubectl(['-n', namespace, 'get', 'pods'])).toContain('message-queue');
  });
});
