import { type Signal, signal } from '@preact/signals';
import type { StationView } from '@weather/contracts';
import { geoPath, type GeoPermissibleObjects, type GeoProjection } from 'd3-geo';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import outlineUrl from 'virtual:map-outline';
import { selectStation, selectedId, stations } from '../live/store.ts';
import { Empty, Panel } from '../panels/panel.tsx';
import { MapMarker, MarkerShape } from './map-marker.tsx';
import { placeLabels } from './map-labels.ts';
import { neighbour } from './neighbour.ts';
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
      role="radiogroup"
      aria-label="Map of stations; arrow keys go to the next station that way"
      onKeyDown={(event) => moveFocus(event, markers)}
    >
      <Background projection={projection} size={size} />
      {markers.map(({ id, x, y, view }) => (
        <MapMarker key={id} view={view} x={x} y={y} label={labels.get(id)!} selected={id === selected} />
      ))}
      {/* Once more, so that none of its neighbours hides it: moving the marker itself would lose its focus. */}
      {markers
        .filter(({ id }) => id === selected)
        .map(({ id, x, y, view }) => (
          <g key="top" class="marker marker-top" aria-hidden="true">
            <MarkerShape view={view} x={x} y={y} label={labels.get(id)!} />
          </g>
        ))}
    </svg>
  );
}

type Marker = { id: string; x: number; y: number };

/** Arrow keys go to the next station that way and choose it. */
function moveFocus(event: KeyboardEvent & { currentTarget: SVGSVGElement }, markers: Marker[]): void {
  const focused = (event.target as SVGElement).dataset['station'];
  const from = markers.find(({ id }) => id === focused);
  if (from === undefined || !event.key.startsWith('Arrow')) return;
  event.preventDefault();
  const next = neighbour(markers, from, event.key);
  if (next === undefined) return;
  selectStation(next.id);
  event.currentTarget.querySelector<SVGElement>(`[data-station="${CSS.escape(next.id)}"]`)?.focus();
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
