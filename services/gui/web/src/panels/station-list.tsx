import { type Signal, useComputed, useSignal } from '@preact/signals';
import type { Station, StationView } from '@weather/contracts';
import { silenceOf } from '../live/silence.ts';
import { stationMark } from '../live/station-names.ts';
import { selectStation, selectedId, stations } from '../live/store.ts';
import { ConditionGlyph } from '../weather/conditions.tsx';
import { isNight } from '../weather/daylight.ts';
import { formatDayTime, formatNumber, formatTemperature, formatTime } from '../weather/format.ts';
import { Empty, Panel } from './panel.tsx';
import { type Column, type Order, compareStations, pressed } from './station-order.ts';

const columns: { key: Column; label: string; short: string }[] = [
  { key: 'name', label: 'Station', short: 'Station' },
  { key: 'condition', label: 'Condition', short: 'Sky' },
  { key: 'temperature', label: 'Temperature in °C', short: '°C' },
  { key: 'trend', label: 'Change over the past three hours', short: 'past 3 h' },
  { key: 'time', label: 'Time of the newest observation', short: 'UTC' },
];

const rowHeight = 38;

export function StationList() {
  const order = useSignal<Order>({ column: 'name', descending: false });
  const ids = [...stations.value.keys()].toSorted();
  const ordered = [...stations.value].toSorted(([, a], [, b]) =>
    // Sorting by a name, which stands still, need not follow every reading.
    order.value.column === 'name'
      ? compareStations(a.peek(), b.peek(), order.value)
      : compareStations(a.value, b.value, order.value),
  );
  const place = new Map(ordered.map(([id], index) => [id, index]));
  return (
    <Panel title="Stations" area="stations" tabular={false} aside={<span class="count">{ids.length}</span>}>
      <div
        class="station-grid"
        role="grid"
        aria-label="Stations"
        aria-rowcount={ids.length + 1}
        onKeyDown={(event) => moveSelection(event, place)}
      >
        <Head order={order} />
        <div class="station-rows" role="rowgroup">
          {ids.map((id) => (
            <StationRow key={id} view={stations.value.get(id)!} place={place.get(id)!} />
          ))}
        </div>
        {ids.length === 0 && (
          <Empty>No station yet. Start a simulation below, or run the system's own with pnpm start.</Empty>
        )}
      </div>
    </Panel>
  );
}

function Head({ order }: { order: Signal<Order> }) {
  const { column, descending } = order.value;
  const direction = descending ? 'descending' : 'ascending';
  return (
    <div class="station-row station-head" role="row">
      {columns.map(({ key, label, short }) => (
        <div key={key} role="columnheader" aria-sort={column === key ? direction : 'none'} class={`head-${key}`}>
          <button
            type="button"
            class="sort"
            aria-label={`Sort by ${label}`}
            onClick={() => (order.value = pressed(order.value, key))}
          >
            {short}
          </button>
        </div>
      ))}
    </div>
  );
}

/** Rows are placed by transform: a new order moves them without shifting the layout. */
function StationRow({ view, place }: { view: Signal<StationView>; place: number }) {
  const { station, latest, trend, anomalous } = view.value;
  const silence = useComputed(() => silenceOf(view.value)).value;
  const selected = selectedId.value === station.id;
  return (
    <div
      class={`station-row${silence === '' ? '' : ' station-silent'}`}
      role="row"
      aria-selected={selected}
      aria-rowindex={place + 2}
      tabIndex={selected ? 0 : -1}
      data-station={station.id}
      style={{ transform: `translateY(${place * rowHeight}px)` }}
      onClick={() => selectStation(station.id)}
    >
      <NameCell station={station} anomalous={anomalous} />
      <span role="gridcell" class="cell-condition" title={latest.condition ?? 'not measured'}>
        <ConditionGlyph word={latest.condition} size={24} night={isNight(latest.time, station)} />
        <span class="visually-hidden">{latest.condition ?? 'not measured'}</span>
      </span>
      <span role="gridcell" class="cell-temperature">
        {formatTemperature(latest.temperature)}
      </span>
      <span role="gridcell" class="cell-trend">
        {formatNumber(trend, { sign: true, width: 5 })}
      </span>
      <TimeCell time={latest.time} silence={silence} />
    </div>
  );
}

function NameCell({ station, anomalous }: { station: Station; anomalous: boolean }) {
  const mark = stationMark(station);
  return (
    <span role="gridcell" class={`cell-name${mark === '' ? '' : ' cell-marked'}`} title={station.id}>
      <span class="name">{station.name}</span>
      {mark !== '' && <small>{mark}</small>}
      {anomalous && (
        <span class="flag" title="A reading of the last six hours was not believed">
          !<span class="visually-hidden"> anomaly</span>
        </span>
      )}
    </span>
  );
}

/** Of a station that has gone silent, for how long it has been. */
function TimeCell({ time, silence }: { time: number; silence: string }) {
  return (
    <span role="gridcell" class="cell-time" title={`${formatDayTime(time)}${silence && `, silent for ${silence}`}`}>
      {silence === '' ? formatTime(time) : silence}
      {silence !== '' && <span class="visually-hidden"> silent</span>}
    </span>
  );
}

function moveSelection(event: KeyboardEvent, place: Map<string, number>): void {
  const last = place.size - 1;
  const current = place.get(selectedId.peek() ?? '') ?? 0;
  const targets: Record<string, number> = { ArrowUp: current - 1, ArrowDown: current + 1, Home: 0, End: last };
  const target = targets[event.key];
  if (target === undefined || (event.target as HTMLElement).matches('.sort')) return;
  event.preventDefault();
  const index = Math.min(last, Math.max(0, target));
  const id = [...place].find(([, row]) => row === index)?.[0];
  if (id === undefined) return;
  selectStation(id);
  const row = (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`[data-station="${CSS.escape(id)}"]`);
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: 'nearest' });
}
