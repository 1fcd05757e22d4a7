import { isDeepStrictEqual } from 'node:util';
import {
  eventTypes,
  type ObservationEvent,
  type SimulationAccount,
  type StoredEvent,
  type StoredObservationEvent,
  type WeatherEvent,
} from '@weather/contracts';
import { expectedObservations, expectedResults } from './expected.ts';

/** What one simulation (a seed) told its caller: the accounts of its calls, one after the other. */
export interface Told {
  seed: number;
  stations: number;
  accounts: readonly SimulationAccount[];
  /** Calls that ended without an account: what they had acknowledged, nobody knows. */
  lostAccounts: number;
}

export interface Verdict {
  /** Observations in the log. */
  observations: number;
  acked: number;
  retried: number;
  failed: number;
  /** Publications that the log already held: an acknowledgement was lost on the way, and a retry healed it. */
  duplicates: number;
  forecasts: number;
  anomalies: number;
  /** Replicas that made the results. */
  servedBy: number;
  /** In words, each thing that is not as it must be. */
  faults: string[];
}

/** Holds the log's events of the simulations' stations against what was told and what must follow from it. `undelivered` tells of dead letters. */
export function judge(
  told: readonly Told[],
  events: readonly StoredEvent[],
  undelivered: readonly string[] = [],
): Verdict {
  const observations = events.filter((event) => event.type === eventTypes.observation);
  const results = events.filter((event) => event.type !== eventTypes.observation);
  const accounts = told.flatMap((one) => one.accounts);
  const sum = (count: 'acked' | 'retried' | 'failed' | 'duplicates') =>
    accounts.reduce((total, account) => total + account[count], 0);
  return {
    observations: observations.length,
    acked: sum('acked'),
    retried: sum('retried'),
    failed: sum('failed'),
    duplicates: sum('duplicates'),
    forecasts: results.filter(({ type }) => type === eventTypes.forecast).length,
    anomalies: results.filter(({ type }) => type === eventTypes.anomaly).length,
    servedBy: new Set(results.map(({ servedby }) => servedby)).size,
    faults: [
      ...accounts.filter(({ failed }) => failed > 0).map(({ seed, failed }) => `simulation ${seed} gave up ${failed}`),
      ...undelivered,
      ...doubled(events),
      ...told.flatMap((one) => lostOrAltered(one, observations)),
      ...wrongCount(told, observations, sum('acked')),
      ...wrongResults(observations, results),
    ],
  };
}

function doubled(events: readonly StoredEvent[]): string[] {
  const groups = Map.groupBy(events, ({ source, id }) => `${source} ${id}`);
  return [...groups]
    .filter(([, same]) => same.length > 1)
    .map(([key, same]) => `${key} stands ${same.length} × in the log`);
}

/** Each station's observations must be the first ones of its series, none missing, up to what was acknowledged at least. */
function lostOrAltered({ seed, stations, accounts }: Told, log: readonly StoredObservationEvent[]): string[] {
  return [...expectedObservations(seed, stations)].flatMap(([station, first]) => {
    const stored = log.filter(({ partitionkey }) => partitionkey === station);
    const acked = Math.max(0, ...accounts.map(({ lastSequence }) => lastSequence[station] ?? 0));
    const expected = first(Math.max(stored.length, acked));
    const lost = expected.filter(({ id }) => !stored.some((event) => event.id === id));
    const altered = stored.filter((event, at) => !isDeepStrictEqual(withoutPlace(event), expected[at]));
    return [
      ...lost.map(({ id }) => `${id} is not in the log`),
      ...altered.map(({ id }) => `${id} is not what was sent, or out of order`),
    ];
  });
}

/**
 * With every account at hand, what was acknowledged is exactly what the log holds. One that was acknowledged as a
 * duplicate is among them: it was stored by an earlier try, whose own acknowledgement was lost.
 */
function wrongCount(told: readonly Told[], log: readonly StoredObservationEvent[], acked: number): string[] {
  const known = told.every(({ lostAccounts }) => lostAccounts === 0);
  const unexplained = known && told.every(({ accounts }) => accounts.every(({ failed }) => failed === 0));
  return unexplained && acked !== log.length ? [`${acked} were acknowledged, the log holds ${log.length}`] : [];
}

function wrongResults(observations: readonly StoredObservationEvent[], results: readonly StoredEvent[]): string[] {
  return (['v1', 'v2'] as const).flatMap((name) => {
    const ofModel = results.filter(({ source }) => source.startsWith(`/models/${name}/`));
    const version = ofModel.map(modelVersion).find((one) => one !== undefined) ?? 'none';
    const found = new Map(ofModel.map((event) => [event.id, withoutPlace(event)]));
    const expected = expectedResults(observations, { name, version });
    const ids = new Set(expected.map(({ id }) => id));
    return [
      ...expected.filter(({ id }) => !found.has(id)).map(({ id }) => `${name}: ${id} is not in the log`),
      ...expected
        .filter((event) => found.has(event.id) && !isDeepStrictEqual(found.get(event.id), withoutPlace(event)))
        .map(({ id }) => `${name}: ${id} is not what one replica would have made`),
      ...[...found.keys()].filter((id) => !ids.has(id)).map((id) => `${name}: ${id} follows from no observation`),
    ];
  });
}

const modelVersion = ({ data }: StoredEvent) => ('model' in data ? data.model.version : undefined);

const places: ReadonlySet<string> = new Set(['position', 'previousposition', 'servedby']);

/** The event without what depends on when it was stored and who made it. As it looks on the wire: nothing undefined. */
function withoutPlace(event: StoredEvent | WeatherEvent | ObservationEvent): unknown {
  return JSON.parse(JSON.stringify(event, (key, value: unknown) => (places.has(key) ? undefined : value)));
}
