import type { SimulationAccount, SimulationView } from '@weather/contracts';
import { formatTime } from '../weather/format.ts';

export function paceOf({ request }: SimulationView): string {
  return request.rate !== undefined ? `${request.rate} obs/s` : `${request.speed ?? 1}× real time`;
}

export const nameOf = (item: SimulationView) => `${item.request.source} ${item.request.type}, ${paceOf(item)}`;

/** What tells one simulation from another of the same kind: when it began, its stations, its seed. */
export function detailsOf({ request, account, startedAt }: SimulationView): string {
  const stations = request.stations ?? account?.stations.length;
  const asked = /^[0-9]+$/.test(String(stations))
    ? `${stations} ${stations === '1' ? 'station' : 'stations'}`
    : stations;
  const seed = request.seed ?? account?.seed;
  return [
    `${formatTime(startedAt)} UTC`,
    asked,
    request.resume && 'after what is stored',
    seed !== undefined && `seed ${seed}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** How a simulation ended, in a line; empty while it runs. */
export function outcomeOf({ state, account, detail, request, startedAt, endedAt }: SimulationView): string {
  if (account !== null) return `${storedOf(account)}${restOf(account)}`;
  if (state === 'failed') return detail;
  if (state !== 'stopped') return '';
  const ran = Math.round(((endedAt ?? startedAt) - startedAt) / 1000);
  return `stopped after ${ran} s of ${Math.round(request.duration / 1000)} s; what was sent is kept`;
}

function storedOf({ acked, duplicates }: SimulationAccount): string {
  if (acked > 0 && duplicates === acked) return `nothing new: all ${acked} were already stored`;
  return `${acked - duplicates} stored${duplicates > 0 ? `, ${duplicates} were already` : ''}`;
}

function restOf({ plantedFaults, retried, failed }: SimulationAccount): string {
  const parts: [number, string][] = [
    [failed, 'failed'],
    [retried, 'retried'],
    [plantedFaults, 'with a planted fault'],
  ];
  return parts.map(([count, word]) => (count > 0 ? `, ${count} ${word}` : '')).join('');
}
