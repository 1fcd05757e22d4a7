import { type Signal, signal } from '@preact/signals';
import type { StationView } from '@weather/contracts';
import { geoPath, type GeoPermissibleObjects, type GeoProjection } from 'd3-geo';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import outlineUrl from 'virtual:map-outline';
import { selectStation, selectedId, stations } from '../live/store.ts';
import { Empty, Panel } from '../panels/panel.tsx';
import { formatNumber } from '../weather/format.ts';
import { type PlacedLabel, labelHeight, placeLabels } from './map-labels.ts';
import { fittedProjection } from './projection.ts';

type Layers = { land: GeoPermissibleObjects; borders: GeoPermissibleObjects; minorBorders?: GeoPermissibleObjects };
type Outline = { region: Layers & { bounds: [number, number, number, number] }; world: Layers };
type Size = { width: number; height: number };

const outline = signal<Outline | undefined>(undefined);

/** Fetches the background; the map works without it. */
export async function loadOutline(): Promise<void> {
  const response = await fetch(outlineUrl);
  if (response.ok) outline.value = (await response.json()) as Outline;
}

export function StationMap() {
  const host = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: 360, height: 300 });
  useEffect(() => {
    const observer = new ResizeObserver(() =>
      setSize({ width: host.current!.clientWidth, height: host.current!.clientHeight }),
    );
    observer.observe(host.current!);
    return () => observer.disconnect();
  }, []);
  const all = [...stations.value.values()];
  const placesKey = all.map((view) => placeKey(view.peek())).join(' ');
  const projection = useMemo(
    () =>
      all.length === 0
        ? undefined
        : fittedProjection(
            all.map((view) => view.peek().station),
            size,
          ),
    [placesKey, size],
  );
  return (
    <Panel title="Map" area="map" tabular={false}>
      <div ref={host} class="map">
        {projection === undefined ? (
          <Empty>Stations appear here with their first observation.</Empty>
        ) : (
          <Drawing views={all} projection={projection} size={size} />
        )}
      </div>
    </Panel>
  );
}

const placeKey = ({ station }: StationView) => `${station.id} ${station.longitude} ${station.latitude}`;

function Drawing({ views, projection, size }: { views: Signal<StationView>[]; projection: GeoProjection; size: Size }) {
  // Real stations last, so that they lie on top.
  const lowFirst = views.toSorted((a, b) => rank(b.peek().station.id) - rank(a.peek().station.id));
  const markers = lowFirst.map((view) => {
    const { station } = view.peek();
    const [x, y] = projection([station.longitude, station.latitude]) ?? [-99, -99];
    // Labels keep their place while values change: each has room for the widest temperature.
    return { id: station.id, x, y, label: '−00.0°', view };
  });
  const selected = selectedId.value;
  const ranked = markers.toSorted((a, b) => rank(a.id, selected) - rank(b.id, selected));
  const labels = new Map(placeLabels(ranked, size).map((label) => [label.id, label]));
  return (
    <svg
      class="map-drawing"
      width={size.width}
      height={size.height}
      viewBox={`0 0 ${size.width} ${size.height}`}
      role="group"
      aria-label="Map of stations"
    >
      <Background projection={projection} size={size} />
      {markers.map(({ id, x, y, view }) => (
        <MapMarker key={id} view={view} x={x} y={y} label={labels.get(id)!} selected={id === selected} />
      ))}
    </svg>
  );
}

const rank = (id: string, selected?: string) => (id === selected ? 0 : id.startsWith('synthetic-') ? 2 : 1);

function Background({ projection, size }: { projection: GeoProjection; size: Size }) {
  const shapes = outline.value;
  const paths = useMemo(() => {
    if (shapes === undefined) return undefined;
    const path = geoPath(projection).digits(1);
    const { land, borders, minorBorders } = isWithin(shapes.region.bounds, projection, size)
      ? shapes.region
      : shapes.world;
    return {
      land: path(land) ?? '',
      borders: path(borders) ?? '',
      minor: minorBorders === undefined ? '' : (path(minorBorders) ?? ''),
    };
  }, [shapes, projection, size]);
  if (paths === undefined) return null;
  return (
    <g aria-hidden="true">
      <path class="map-land" d={paths.land} />
      <path class="map-minor" d={paths.minor} />
      <path class="map-border" d={paths.borders} />
    </g>
  );
}

function isWithin(
  [west, south, east, north]: [number, number, number, number],
  projection: GeoProjection,
  { width, height }: Size,
): boolean {
  const corners = [projection.invert?.([0, 0]), projection.invert?.([width, height])];
  return corners.every(
    (corner) => corner != null && corner[0] > west && corner[0] < east && corner[1] > south && corner[1] < north,
  );
}

type MarkerProps = { view: Signal<StationView>; x: number; y: number; label: PlacedLabel; selected: boolean };

function MapMarker({ view, x, y, label, selected }: MarkerProps) {
  const { station, latest, anomalous } = view.value;
  const temperature = `${formatNumber(latest.temperature)}°`;
  const spoken = `${station.name}: ${temperature}C, ${latest.condition ?? 'condition not measured'}${anomalous ? ', anomaly' : ''}`;
  return (
    <g
      class={`marker${anomalous ? ' marker-anomalous' : ''}${label.hidden ? ' marker-crowded' : ''}`}
      role="button"
      // SVG knows it in lower case only.
      tabindex={0}
      aria-label={spoken}
      aria-pressed={selected}
      onClick={() => selectStation(station.id)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        selectStation(station.id);
      }}
    >
      <title>{spoken}</title>
      <circle class="marker-target" cx={x} cy={y} r="10" />
      {station.id.startsWith('synthetic-') ? (
        <path class="marker-dot" d={`M${x} ${y - 6}l6 6l-6 6l-6 -6z`} />
      ) : (
        <circle class="marker-dot" cx={x} cy={y} r="5.5" />
      )}
      {anomalous && <circle class="marker-alarm" cx={x} cy={y} r="10" />}
      <rect class="marker-plate" x={label.x} y={label.y} width={label.width} height={labelHeight} rx="4" />
      <text class="marker-text" x={label.x + label.width / 2} y={label.y + labelHeight - 4.8}>
        {temperature}
      </text>
    </g>
  );
}
