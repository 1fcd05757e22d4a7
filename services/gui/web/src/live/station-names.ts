import { computed } from '@preact/signals';
import type { Station } from '@weather/contracts';
import { stations } from './store.ts';

/** Names that several stations bear: made-up ones are dealt from a short list of words. */
const sharedNames = computed(() => {
  const names = [...stations.value.values()].map((view) => view.peek().station.name);
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
});

/** What tells a station apart from another of the same name; empty where the name does. */
export const stationMark = ({ id, name }: Station): string =>
  sharedNames.value.has(name) ? id.replace(/^synthetic-/, '') : '';

/** The name of a station, with its mark where the name alone would be ambiguous. */
export const stationLabel = (station: Station): string => `${station.name} ${stationMark(station)}`.trim();

export function stationLabelOf(id: string): string {
  const view = stations.value.get(id)?.peek();
  return view === undefined ? id : stationLabel(view.station);
}
