import { randomInt } from 'node:crypto';
import { eventTypes, type StoredEvent } from '@weather/contracts';
import { callSimulation, watchPage, type Called, type Watched } from './callers.ts';
import { withEventLog, type EventLog } from './event-log.ts';
import { stationsOf } from './expected.ts';
import { judge } from './judge.ts';
import type { Outcome } from './report.ts';
import { waitUntil } from './wait-until.ts';
import type { Installation } from './workloads.ts';

export interface Scenario {
  name: string;
  /** Of a simulation call: longer than the disturbance should take, so that a call lives through all of it. */
  callMs: number;
  /** Of the calls that follow if it took longer: 5 s, or more where they might end while message-queue is away. */
  laterMs?: number;
  /** Harms the cluster; resolves when it says that all is as before. `stations` are those that are simulated. */
  disturb(stations: readonly string[]): Promise<void>;
  /** New pods take over before old ones leave: nobody who looks at the page may notice. */
  unnoticed?: boolean;
  /** Why it cannot be done here, if so. */
  impossible?(): Promise<string | undefined>;
}

export interface Place extends Installation {
  gatewayUrl: string;
  /** The name that the gateway listens to; without it the address's own. */
  host?: string | undefined;
}

/** Stations and observations per second of each caller. */
const perCaller = { stations: 3, rate: 12, patienceMs: 90_000 };

/**
 * Runs two callers into the disturbance and starts a third in its midst, while somebody looks at the page; then waits
 * until everything is delivered, and judges the log.
 */
export async function runScenario(scenario: Scenario, place: Place): Promise<Outcome> {
  const { name, callMs, laterMs = 5000, disturb } = scenario;
  const enough = new AbortController();
  const seeds = Array.from({ length: 3 }, () => randomInt(2 ** 32));
  const stations = seeds.flatMap((seed) => stationsOf(seed, perCaller.stations));
  const calling = { ...place, ...perCaller, durationMs: callMs, laterMs };
  const call = (seed: number) => callSimulation({ ...calling, seed }, enough.signal);
  const page = watchPage(calling, enough.signal);
  const early = seeds.slice(0, 2).map(call);
  let seconds: number;
  let late: Promise<Called>;
  try {
    await underWay(place, stations.slice(0, 2 * perCaller.stations));
    const began = performance.now();
    late = call(seeds[2]!);
    await disturb(stations);
    seconds = secondsSince(began);
  } finally {
    enough.abort();
    await Promise.allSettled([...early, page]);
  }
  const called = await Promise.all([...early, late]);
  const ended = performance.now();
  const verdict = await withEventLog(place, async (log) => {
    await caughtUp(log);
    const events = await eventsOf(log, stations);
    const undelivered = await log.deadLetters(new Set(stations));
    return judge(called, events, undelivered);
  });
  const caughtUpSeconds = secondsSince(ended);
  const watched = await page;
  const faults = [...verdict.faults, ...pageFaults(watched, scenario)];
  return { scenario: name, seconds, caughtUpSeconds, calls: callsOf(called), page: watched, verdict, faults };
}

function pageFaults({ wellAtTheEnd, errors }: Watched, { unnoticed = false }: Scenario): string[] {
  if (!wellAtTheEnd) return [`the page did not come back: ${errors.at(-1)}`];
  return unnoticed ? errors.map((error) => `the page was away: ${error}`) : [];
}

const secondsSince = (start: number) => (performance.now() - start) / 1000;

const callsOf = (called: readonly Called[]) => ({
  answered: called.flatMap(({ accounts }) => accounts).length,
  errors: called.flatMap(({ errors }) => errors),
  healed: called.reduce((sum, { healed }) => sum + healed, 0),
});

async function eventsOf(log: EventLog, stations: readonly string[]): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (const station of stations) events.push(...(await log.eventsOf(station)));
  return events;
}

/** Waits until each station has a forecast. */
async function underWay(installation: Installation, stations: readonly string[]): Promise<void> {
  await withEventLog(installation, async (log) => {
    for (const station of stations) {
      await waitUntil(`a forecast for ${station}`, async () =>
        (await log.eventsOf(station)).some(({ type }) => type === eventTypes.forecast),
      );
    }
  });
}

/** Waits until every subscriber has got everything. */
async function caughtUp(log: EventLog): Promise<void> {
  await waitUntil(
    'every subscription to be without lag',
    async () =>
      (await log.subscriptions()).every(({ lag, inFlight, retrying }) => lag === 0 && inFlight === 0 && retrying === 0),
    { timeoutMs: 120_000 },
  );
}

/** Whether each of these pods has made a result for one of the stations. */
export async function haveWorked(installation: Installation, stations: readonly string[], pods: readonly string[]) {
  return withEventLog(installation, async (log) => {
    const names = new Set((await eventsOf(log, stations)).map(({ servedby }) => servedby));
    return pods.every((pod) => names.has(pod));
  });
}
