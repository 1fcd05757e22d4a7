import { performSimulationPath, simulationAccountSchema } from '@weather/contracts';
import { request } from 'undici';
import { expect, test } from 'vitest';
import { type LiveMessage, readLive } from '../src/live-stream.ts';
import { describeInCluster, gatewayUrl } from './support/cluster.ts';

/** The call of the thesis, letter by letter. */
const call = `${performSimulationPath}?duration=10000&type=weather&threads=1`;

describeInCluster('the ingress gateway', () => {
  test("answers the thesis's call, and what it sent ends as observations and forecasts of both models", async () => {
    const ending = new AbortController();
    const messages: LiveMessage[] = [];
    const reading = (async () => {
      for await (const message of readLive(gatewayUrl, ending.signal)) messages.push(message);
    })().catch((error: unknown) => {
      if (!ending.signal.aborted) throw error;
    });
    await expect.poll(() => messages.length).toBeGreaterThan(0);
    const { statusCode, body } = await request(gatewayUrl + call, { method: 'POST' });
    const account = simulationAccountSchema.parse(await body.json());
    expect(statusCode).toBe(200);
    expect(account).toMatchObject({ failed: 0, type: 'weather', source: 'synthetic' });
    expect(account.acked).toBeGreaterThan(0);
    const arrived = () => arrivedAtThePage(messages, new Set(account.stations));
    const complete = { observations: account.acked, v1: account.acked, v2: account.acked };
    await expect.poll(arrived, { timeout: 120_000, interval: 500 }).toEqual(complete);
    ending.abort();
    await reading;
  });

  test('serves the page and what the page loads', async () => {
    const { statusCode, body } = await request(gatewayUrl);
    const page = await body.text();
    expect(statusCode).toBe(200);
    const files = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path!);
    expect(files.length).toBeGreaterThan(1);
    for (const path of files) expect(await statusOf(path), path).toBe(200);
  });
});

async function statusOf(path: string): Promise<number> {
  const { statusCode, body } = await request(gatewayUrl + path);
  await body.dump();
  return statusCode;
}

/** How many observations of these stations the page was told of, and forecasts of each model. */
function arrivedAtThePage(messages: readonly LiveMessage[], stations: ReadonlySet<string>) {
  const counts = { observations: 0, v1: 0, v2: 0 };
  for (const message of messages) {
    if (message.event === 'snapshot') continue;
    for (const { view, observations, forecasts } of message.data.stations) {
      if (!stations.has(view.station.id)) continue;
      counts.observations += observations.length;
      for (const { model } of forecasts) counts[model.name] += 1;
    }
  }
  return counts;
}
