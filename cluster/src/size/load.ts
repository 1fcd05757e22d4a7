import { performSimulationPath, simulationAccountSchema, type SimulationAccount } from '@weather/contracts';
import { Agent, request } from 'undici';
import { Failure } from '../failure.ts';

export interface Load {
  /** Observations per second. */
  rate: number;
  stations: number;
  seconds: number;
}

/** As many as one call takes. */
const mostStations = 500;
const threads = 32;

/** Simulations through the gateway, as many calls at once as the stations need. */
export async function runLoad(url: string, { rate, stations, seconds }: Load, signal: AbortSignal) {
  const calls = Math.ceil(stations / mostStations);
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  try {
    const share = { rate: rate / calls, stations: Math.ceil(stations / calls) };
    return await Promise.all(Array.from({ length: calls }, () => call(url, { ...share, seconds }, dispatcher, signal)));
  } finally {
    await dispatcher.destroy();
  }
}

async function call(url: string, load: Load, dispatcher: Agent, signal: AbortSignal): Promise<SimulationAccount> {
  const { rate, stations, seconds } = load;
  const query = { duration: seconds * 1000, type: 'weather', threads, rate, stations };
  const options = { method: 'POST', query, dispatcher, signal } as const;
  const { statusCode, body } = await request(`${url}${performSimulationPath}`, options);
  const text = await body.text();
  if (statusCode !== 200) throw new Failure(`the simulation answered ${statusCode} ${text}`);
  return simulationAccountSchema.parse(JSON.parse(text));
}
