import type { Phase } from '../../bench/evidence.ts';
import { addressFor, hashRingOf } from '../../envoy/hash-ring.ts';
import type { Replica } from '../../mesh/mesh.ts';
import { servicePort } from '../names.ts';
import { replicasIn } from '../picks.ts';
import { service, stationHeader } from './rules.ts';

/** Which pods answered for each station, by name; who got an error, or no answer, was with none. */
export type Homes = ReadonlyMap<string, ReadonlySet<string>>;

export function homesIn({ load: { plan, records } }: Phase): Homes {
  const variants = plan?.tool === 'k6' ? (plan.variants ?? []) : [];
  const homes = new Map<string, Set<string>>();
  for (const { index, status, servedBy } of records) {
    const station = variants[index % variants.length]?.headers?.[stationHeader] ?? '';
    const pods = homes.get(station) ?? new Set();
    homes.set(station, status === 200 && servedBy !== '' ? pods.add(servedBy) : pods);
  }
  return homes;
}

export const podsIn = (phase: Phase): Replica[] => replicasIn(phase, service);

/** The pod of each station that has just one. */
export const onlyHomes = (homes: Homes): ReadonlyMap<string, string> =>
  new Map([...homes].flatMap(([station, pods]) => (pods.size === 1 ? [[station, [...pods][0]!] as const] : [])));

/** What became of the stations that had one pod before a change and have one after it. */
export interface Moves {
  stayed: number;
  /** To pods that were not there before. */
  toNew: number;
  /** From a pod that is still there to another that was there before. */
  amongOld: number;
  /** From a pod that is gone. */
  fromGone: number;
}

export function movesBetween(before: Phase, after: Phase): Moves {
  const [had, have] = [before, after].map((phase) => onlyHomes(homesIn(phase))) as [
    Map<string, string>,
    Map<string, string>,
  ];
  const [old, now] = [before, after].map((phase) => new Set(podsIn(phase).map(({ name }) => name))) as [
    Set<string>,
    Set<string>,
  ];
  const moves: Moves = { stayed: 0, toNew: 0, amongOld: 0, fromGone: 0 };
  for (const [station, from] of had) {
    const to = have.get(station);
    if (to === undefined) continue;
    if (to === from) moves.stayed += 1;
    else if (!now.has(from)) moves.fromGone += 1;
    else if (old.has(to)) moves.amongOld += 1;
    else moves.toNew += 1;
  }
  return moves;
}

export const sumOf = ({ stayed, toNew, amongOld, fromGone }: Moves) => stayed + toNew + amongOld + fromGone;

/** The pod that Envoy's ring has for each station, computed from nothing but the pods' addresses and the stations' names. */
export function computedHomes(phase: Phase, ringSize: number): ReadonlyMap<string, string> {
  const nameAt = new Map(podsIn(phase).map(({ name, address }) => [`${address}:${servicePort}`, name]));
  const ring = hashRingOf([...nameAt.keys()], ringSize);
  return new Map(
    [...homesIn(phase).keys()].map((station) => [station, nameAt.get(addressFor(ring, station) ?? '') ?? '']),
  );
}
