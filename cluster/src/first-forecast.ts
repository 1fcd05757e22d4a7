import { modelNameSchema, performSimulationPath, simulationAccountSchema } from '@weather/contracts';
import { request } from 'undici';
import { readLive } from './live-stream.ts';
import { type Look, waitUntil } from './poll.ts';
import type { World } from './world.ts';

/** One made-up station, always the same; each call goes on where the one before ended. */
const simulation = {
  duration: '1000',
  type: 'weather',
  threads: '1',
  rate: '10',
  stations: '1',
  seed: '0',
  resume: 'true',
};

const models = modelNameSchema.options;

/**
 * Sends observations in through the gateway and waits until forecasts of every model made from them come out on
 * the page's stream, through the gateway too.
 */
export async function waitForForecast(world: World, gatewayUrl: string, stallMs: number): Promise<void> {
  await waitUntil(world, { what: 'the first forecast', stallMs, intervalMs: 500 }, () =>
    tryForecast(gatewayUrl, world.signal),
  );
}

async function tryForecast(gatewayUrl: string, signal: AbortSignal): Promise<Look<true>> {
  const ending = new AbortController();
  const during = AbortSignal.any([signal, ending.signal, AbortSignal.timeout(15_000)]);
  const seen = new Set<string>();
  try {
    const stream = readLive(gatewayUrl, during);
    // From its snapshot on, the stream tells of everything new.
    await stream.next();
    const stations = await simulate(gatewayUrl, during);
    for await (const message of stream) {
      if (message.event !== 'delta') continue;
      for (const { view, forecasts } of message.data.stations)
        if (stations.includes(view.station.id)) for (const { model } of forecasts) seen.add(model.name);
      if (models.every((model) => seen.has(model))) return { done: true };
    }
    return { waiting: 'the stream of the page was cut off' };
  } catch (error) {
    return { waiting: during.aborted ? unseen(seen) : reasonOf(error) };
  } finally {
    ending.abort();
  }
}

const unseen = (seen: Set<string>) =>
  `none of model ${models.filter((model) => !seen.has(model)).join(' and ')} came within 15 s`;

async function simulate(gatewayUrl: string, signal: AbortSignal): Promise<string[]> {
  const { statusCode, body } = await request(gatewayUrl + performSimulationPath, {
    method: 'POST',
    query: simulation,
    signal,
  });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`simulation answers ${statusCode} through the gateway`);
  const account = simulationAccountSchema.parse(JSON.parse(text));
  if (account.acked === 0) throw new Error('message-queue acknowledged none of the observations');
  return account.stations;
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
