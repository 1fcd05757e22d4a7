import { type Signal, batch, computed, signal } from '@preact/signals';
import type { AnomalyView, LiveDelta, LiveSnapshot, Overview, StationHistory, StationView } from '@weather/contracts';
import { applyToHistory, historyUntil } from './history.ts';

export type Link = 'connecting' | 'open' | 'broken';

/** As many as the server holds: there may have been more. */
export const shownAnomalies = 200;

/** The page's own link to its server; the server's link to message-queue is in `overview`. */
export const link = signal<Link>('connecting');
export const paused = signal(false);
/** ms by which the server's clock is ahead of this one's. */
export const clockOffset = signal(0);
/** Until when (ms, by the server's clock) a station would have been heard: time stands still while nobody listens. */
export const listenedAt = signal(0);
export const overview = signal<Overview | undefined>(undefined);
export const anomalies = signal<AnomalyView[]>([]);
export const history = signal<StationHistory | undefined>(undefined);

/** One signal per station, so that a new reading redraws its own row and marker and nothing else. */
export const stations = signal<ReadonlyMap<string, Signal<StationView>>>(new Map());
/** The last few seconds of deltas: a history that was asked for meanwhile may lack them. */
let recentDeltas: LiveDelta[] = [];
const recentLength = 40;

const chosenStation = signal<string | undefined>(undefined);

/** The station on the chart: the one chosen as long as it is there, else the first by name. */
export const selectedId = computed(() => {
  const ids = [...stations.value.keys()];
  if (chosenStation.value !== undefined && stations.value.has(chosenStation.value)) return chosenStation.value;
  return ids.toSorted((a, b) => stationRank(a).localeCompare(stationRank(b)))[0];
});

export const selectedStation = computed(() => stations.value.get(selectedId.value ?? '')?.value);

/** Real stations before made-up ones. */
function stationRank(id: string): string {
  return `${id.startsWith('synthetic-') ? 1 : 0}${stations.value.get(id)?.peek().station.name ?? id}`;
}

export function selectStation(id: string): void {
  chosenStation.value = id;
}

export function applySnapshot(snapshot: LiveSnapshot): void {
  batch(() => {
    takeOverview(snapshot.overview);
    stations.value = new Map(snapshot.stations.map((view) => [view.station.id, signal(view)]));
    anomalies.value = snapshot.anomalies;
  });
}

export function applyDeltas(deltas: LiveDelta[]): void {
  batch(() => {
    for (const delta of deltas) applyDelta(delta);
  });
  recentDeltas = [...recentDeltas, ...deltas].slice(-recentLength);
}

/** Takes a history that was asked for, as far as the page has come; what it has not seen comes with the stream. */
export function showHistory(loaded: StationHistory): void {
  const changes = recentDeltas.flatMap((delta) =>
    delta.stations.filter(({ view }) => view.station.id === loaded.station),
  );
  const seen = stations.value.get(loaded.station)?.peek().latest.time ?? Number.POSITIVE_INFINITY;
  history.value = historyUntil(changes.reduce(applyToHistory, loaded), seen);
}

function applyDelta(delta: LiveDelta): void {
  if (delta.overview !== undefined) takeOverview(delta.overview);
  for (const { view } of delta.stations) {
    const known = stations.value.get(view.station.id);
    if (known !== undefined) known.value = view;
    else stations.value = new Map([...stations.value, [view.station.id, signal(view)]]);
  }
  if (delta.forgotten.length > 0) {
    stations.value = new Map([...stations.value].filter(([id]) => !delta.forgotten.includes(id)));
  }
  if (delta.anomalies.length > 0) {
    const known = new Set(anomalies.value.map(({ id, model }) => `${model} ${id}`));
    const fresh = delta.anomalies.filter(({ id, model }) => !known.has(`${model} ${id}`));
    anomalies.value = [...fresh.toReversed(), ...anomalies.value].slice(0, shownAnomalies);
  }
  const shown = history.value;
  const change = delta.stations.find(({ view }) => view.station.id === shown?.station);
  if (shown !== undefined && change !== undefined) history.value = applyToHistory(shown, change);
}

function takeOverview(next: Overview): void {
  overview.value = next;
  clockOffset.value = next.serverTime - Date.now();
  if (next.upstream.state === 'live') listenedAt.value = next.serverTime;
}
