import { type GeoProjection, geoEqualEarth, geoMercator } from 'd3-geo';

export type Place = { latitude: number; longitude: number };

/** Stations closer together than this many degrees are not zoomed in on any further. */
const leastSpan = 0.6;
const margin = 44;

/**
 * A projection that shows all places within the size, wherever on Earth they are: Mercator around their middle for a
 * region, Equal Earth when they spread over half the world or lie near a pole.
 */
export function fittedProjection(places: Place[], size: { width: number; height: number }): GeoProjection {
  const middle = middleLongitude(places);
  const east = (longitude: number) => ((longitude - middle + 540) % 360) - 180;
  const offsets = places.map(({ longitude }) => east(longitude));
  const latitudes = places.map(({ latitude }) => latitude);
  const width = Math.max(...offsets) - Math.min(...offsets);
  const wide = width > 120 || latitudes.some((latitude) => Math.abs(latitude) > 78);
  const projection = (wide ? geoEqualEarth() : geoMercator()).rotate([-middle, 0]);
  const corners = padded(offsets, latitudes).map(
    ([offset, latitude]) => [offset + middle, latitude] as [number, number],
  );
  const extent: [[number, number], [number, number]] = [
    [margin, margin * 0.7],
    [Math.max(margin + 1, size.width - margin), Math.max(margin + 1, size.height - margin * 0.7)],
  ];
  projection.fitExtent(extent, { type: 'MultiPoint', coordinates: corners });
  return projection.clipExtent([
    [-20, -20],
    [size.width + 20, size.height + 20],
  ]);
}

/** Mean direction, so that places on both sides of the date line are neighbours. */
function middleLongitude(places: Place[]): number {
  const radians = places.map(({ longitude }) => (longitude * Math.PI) / 180);
  const y = radians.reduce((sum, angle) => sum + Math.sin(angle), 0);
  const x = radians.reduce((sum, angle) => sum + Math.cos(angle), 0);
  return (Math.atan2(y, x) * 180) / Math.PI;
}

function padded(offsets: number[], latitudes: number[]): [number, number][] {
  const [west, east] = widened(Math.min(...offsets), Math.max(...offsets));
  const [south, north] = widened(Math.min(...latitudes), Math.max(...latitudes));
  return [
    [west, Math.max(-89, south)],
    [east, Math.min(89, north)],
  ];
}

function widened(low: number, high: number): [number, number] {
  const missing = Math.max(0, leastSpan - (high - low)) / 2;
  return [low - missing, high + missing];
}
