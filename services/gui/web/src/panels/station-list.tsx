import { type Signal, useSignal } from '@preact/signals';
import type { StationView } from '@weather/contracts';
import { selectStation, selectedId, stations } from '../live/store.ts';
import { ConditionGlyph } from '../weather/conditions.tsx';
import { isNight } from '../weather/daylight.ts';
import { formatNumber, formatTemperature, formatTime } from '../weather/format.ts';
import { Empty, Panel } from './panel.tsx';

type Column = 'name' | 'condition' | 'temperature' | 'trend' | 'time';

const columns: { key: Column; label: string; short: string }[] = [
  { key: 'name', label: 'Station', short: 'Station' },
  { key: 'condition', label: 'Condition', short: 'Sky' },
  { key: 'temperature', label: 'Temperature in °C', short: '°C' },
  { key: 'trend', label: 'Change in three hours', short: '±3 h' },
  { key: 'time', label: 'Time of the newest observation', short: 'UTC' },
];

const rowHeight = 38;

function sortValue(view: StationView, column: Column): string | number {
  switch (column) {
    case 'name':
      return `${view.station.id.startsWith('synthetic-') ? 1 : 0}${view.station.name}`;
    case 'condition':
      return view.latest.condition ?? '';
    case 'temperature':
      return -(view.latest.temperature ?? -999);
    case 'trend':
      return -Math.abs(view.trend ?? 0);
    case 'time':
      return -view.latest.time;
  }
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}

export function StationList() {
  const column = useSignal<Column>('name');
  const ids = [...stations.value.keys()].toSorted();
  const ordered = [...stations.value].toSorted(([, a], [, b]) =>
    // Sorting by a name or time that stands still need not follow every reading.
    compare(sortValue(column.value === 'name' ? a.peek() : a.value, column.value), sortValue(b.peek(), column.value)),
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
        <Head column={column} />
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

function Head({ column }: { column: Signal<Column> }) {
  return (
    <div class="station-row station-head" role="row">
      {columns.map(({ key, label, short }) => (
        <div
          key={key}
          role="columnheader"
          aria-sort={column.value === key ? 'ascending' : 'none'}
          class={`cell-${key}`}
        >
          <button type="button" class="sort" aria-label={`Sort by ${label}`} onClick={() => (column.value = key)}>
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
  const selected = selectedId.value === station.id;
  return (
    <div
      class="station-row"
      role="row"
      aria-selected={selected}
      aria-rowindex={place + 2}
      tabIndex={selected ? 0 : -1}
      data-station={station.id}
      style={{ transform: `translateY(${place * rowHeight}px)` }}
      onClick={() => selectStation(station.id)}
    >
      <span role="gridcell" class="cell-name">
        {station.name}
        {anomalous && (
          <span class="flag" title="A reading of the last six hours was not believed">
            !<span class="visually-hidden"> anomaly</span>
          </span>
        )}
      </span>
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
      <span role="gridcell" class="cell-time">
        {formatTime(latest.time)}
      </span>
    </div>
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
