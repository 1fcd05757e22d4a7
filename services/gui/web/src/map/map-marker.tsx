import { type Signal, useComputed } from '@preact/signals';
import type { StationView } from '@weather/contracts';
import { silenceOf } from '../live/silence.ts';
import { stationLabel } from '../live/station-names.ts';
import { selectStation } from '../live/store.ts';
import { formatNumber } from '../weather/format.ts';
import { type PlacedLabel, labelHeight } from './map-labels.ts';

type Placed = { x: number; y: number; label: PlacedLabel };
type MarkerProps = Placed & { view: Signal<StationView>; selected: boolean };

/** A station on the map. All markers together are one stop for the Tab key. */
export function MapMarker({ view, selected, ...placed }: MarkerProps) {
  const { station, anomalous } = view.value;
  const silence = useComputed(() => silenceOf(view.value)).value;
  const spoken = spokenOf(view.value, silence);
  const classes = [
    'marker',
    anomalous && 'marker-anomalous',
    placed.label.hidden && 'marker-crowded',
    silence !== '' && 'marker-silent',
  ];
  return (
    <g
      class={classes.filter(Boolean).join(' ')}
      role="radio"
      // SVG knows it in lower case only.
      tabindex={selected ? 0 : -1}
      data-station={station.id}
      aria-label={spoken}
      aria-checked={selected}
      onClick={() => selectStation(station.id)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        selectStation(station.id);
      }}
    >
      <title>{spoken}</title>
      <MarkerShape view={view} {...placed} />
    </g>
  );
}

function spokenOf({ station, latest, anomalous }: StationView, silence: string): string {
  const parts = [
    `${formatNumber(latest.temperature)}°C`,
    latest.condition ?? 'condition not measured',
    anomalous && 'anomaly',
    silence !== '' && `silent for ${silence}`,
  ];
  return `${stationLabel(station)}: ${parts.filter(Boolean).join(', ')}`;
}

/** What is seen of a marker; a diamond stands for a station that is made up. */
export function MarkerShape({ view, x, y, label }: Placed & { view: Signal<StationView> }) {
  const { station, latest, anomalous } = view.value;
  return (
    <>
      <circle class="marker-target" cx={x} cy={y} r="10" />
      {station.id.startsWith('synthetic-') ? (
        <path class="marker-dot" d={`M${x} ${y - 6}l6 6l-6 6l-6 -6z`} />
      ) : (
        <circle class="marker-dot" cx={x} cy={y} r="5.5" />
      )}
      {anomalous && <circle class="marker-alarm" cx={x} cy={y} r="10" />}
      <rect class="marker-plate" x={label.x} y={label.y} width={label.width} height={labelHeight} rx="4" />
      <text class="marker-text" x={label.x + label.width / 2} y={label.y + labelHeight - 4.8}>
        {`${formatNumber(latest.temperature)}°`}
      </text>
    </>
  );
}
