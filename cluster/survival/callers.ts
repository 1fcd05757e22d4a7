import { setTimeout as pause } from 'node:timers/promises';
import { performSimulationPath, simulationAccountSchema, type SimulationAccount } from '@weather/contracts';
import { Agent, request } from 'undici';
import type { Told } from './judge.ts';

/** How one caller uses the simulation: call after call, each going on where the one before ended. */
export interface Calling {
  gatewayUrl: string;
  /** The name that the gateway listens to; without it the address's own. */
  host?: string | undefined;
  seed: number;
  stations: number;
  /** Observations per second over all of its stations. */
  rate: number;
  /** Of the first call. */
  durationMs: number;
  /** Of those that follow. */
  laterMs: number;
  /** Longest that a caller goes on repeating a call that fails. */
  patienceMs: number;
}

/** What a caller met: its simulation, and each answer that was not an account. */
export interface Called extends Told {
  errors: string[];
  /** Calls that failed and were repeated until they gave an account. */
  healed: number;
}

/** What failed calls and requests wait before they are repeated. */
const pauseMs = 250;

/** Calls until `enough` fires, and then until a call has ended well. Rejects when patience ends first. */
export async function callSimulation(calling: Calling, enough: AbortSignal): Promise<Called> {
  const { seed, stations, patienceMs } = calling;
  const accounts: SimulationAccount[] = [];
  const errors: string[] = [];
  // Connections are the caller's own: none is left over from a gateway that is gone.
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  try {
    let failingSince: number | undefined;
    let healed = 0;
    while (!enough.aborted || failingSince !== undefined || accounts.length === 0) {
      const durationMs = accounts.length === 0 ? calling.durationMs : calling.laterMs;
      const outcome = await oneCall({ ...calling, durationMs }, dispatcher);
      if (typeof outcome !== 'string') {
        accounts.push(outcome);
        if (failingSince !== undefined) healed++;
        failingSince = undefined;
        continue;
      }
      errors.push(outcome);
      failingSince ??= performance.now();
      if (performance.now() - failingSince > patienceMs) {
        throw new Error(`no call succeeded for ${patienceMs / 1000} s: ${outcome}`);
      }
      await pause(pauseMs);
    }
    return { seed, stations, accounts, lostAccounts: errors.length, errors, healed };
  } finally {
    await dispatcher.destroy();
  }
}

/** The account, or what came instead. */
async function oneCall(calling: Calling, dispatcher: Agent): Promise<SimulationAccount | string> {
  const { gatewayUrl, host, seed, stations, rate, durationMs } = calling;
  const query = { duration: durationMs, type: 'weather', threads: stations, stations, seed, rate, resume: true };
  try {
    const { statusCode, body } = await request(`${gatewayUrl}${performSimulationPath}`, {
      method: 'POST',
      query,
      headers: host === undefined ? {} : { host },
      dispatcher,
    });
    const text = await body.text();
    if (statusCode !== 200) return `${statusCode} ${text.slice(0, 200)}`;
    return simulationAccountSchema.parse(JSON.parse(text));
  } catch (error) {
    return (error as Error).message;
  }
}

/** What somebody met who looked at the page all the time. */
export interface Watched {
  asked: number;
  /** Answers that were not the page, in words. */
  errors: string[];
  /** Longest time from the first answer that was not the page to the next that was, in milliseconds. */
  longestGapMs: number;
  /** The last answer was the page. */
  wellAtTheEnd: boolean;
}

/** Asks for the page every quarter of a second until `enough` fires and, after a failure, until it is there again. */
export async function watchPage(
  { gatewayUrl, host, patienceMs }: Pick<Calling, 'gatewayUrl' | 'host' | 'patienceMs'>,
  enough: AbortSignal,
): Promise<Watched> {
  const watched: Watched = { asked: 0, errors: [], longestGapMs: 0, wellAtTheEnd: true };
  let gapSince: number | undefined;
  const tooLong = () => gapSince !== undefined && performance.now() - gapSince > patienceMs;
  while (!enough.aborted || (gapSince !== undefined && !tooLong())) {
    const error = await askForPage(gatewayUrl, host);
    watched.asked++;
    if (error !== undefined) {
      watched.errors.push(error);
      gapSince ??= performance.now();
    } else if (gapSince !== undefined) {
      watched.longestGapMs = Math.max(watched.longestGapMs, performance.now() - gapSince);
      gapSince = undefined;
    }
    watched.wellAtTheEnd = error === undefined;
    await pause(pauseMs);
  }
  return watched;
}

async function askForPage(gatewayUrl: string, host: string | undefined): Promise<string | undefined> {
  try {
    const { statusCode, body } = await request(gatewayUrl, {
      headers: host === undefined ? {} : { host },
      headersTimeout: 5000,
      bodyTimeout: 5000,
    });
    const text = await body.text();
    return statusCode === 200 ? undefined : `${statusCode} ${text.slice(0, 100)}`;
  } catch (error) {
    return (error as Error).message;
  }
}
