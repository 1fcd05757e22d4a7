import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { merge, mesh } from 'topojson-client';
import type { Plugin } from 'vite';

type Topology = Parameters<typeof mesh>[0];
type Area = Extract<Parameters<typeof merge>[1], readonly unknown[]>[number];
type Areas = { type: 'GeometryCollection'; geometries: Area[] };
type Ring = [number, number][];

/** The area around the shipped stations that is drawn in detail: west, south, east, north in degrees. */
const region = [-79, 38, -69, 44] as const;

const virtualModule = 'virtual:map-outline';
const require = createRequire(import.meta.url);

/**
 * Makes the map's background at build time, since the page may not ask any tile server: counties around New York,
 * and the countries of the world for stations elsewhere. The module `virtual:map-outline` exports the asset's URL.
 */
export function mapOutline(): Plugin {
  return {
    name: 'map-outline',
    resolveId: (id) => (id === virtualModule ? `\0${virtualModule}` : undefined),
    load(id) {
      if (id !== `\0${virtualModule}`) return undefined;
      const source = JSON.stringify({ region: regionOutline(), world: worldOutline() });
      const reference = this.emitFile({ type: 'asset', name: 'map-outline.json', source });
      return `export default import.meta.ROLLUP_FILE_URL_${reference};`;
    },
  };
}

/** In the packages' files every object is a collection of areas. */
function readAtlas(file: string, object: string): { topology: Topology; areas: Areas } {
  const topology: Topology = JSON.parse(readFileSync(file, 'utf8'));
  return { topology, areas: topology.objects[object] as Areas };
}

function regionOutline() {
  const { topology, areas } = readAtlas(require.resolve('us-atlas/counties-10m.json'), 'counties');
  const near = areas.geometries.filter((county) => isNear(merge(topology, [county]).coordinates as Ring[][]));
  const object: Areas = { type: 'GeometryCollection', geometries: near };
  return {
    bounds: region,
    land: shortened(merge(topology, near)),
    borders: shortened(mesh(topology, object, (a, b) => a !== b && stateOf(a) !== stateOf(b))),
    minorBorders: shortened(mesh(topology, object, (a, b) => a !== b && stateOf(a) === stateOf(b))),
  };
}

/** The first two digits of a county's number are its state's. */
const stateOf = (county: { id?: string | number | undefined }) => String(county.id).slice(0, 2);

function worldOutline() {
  const { topology, areas } = readAtlas(require.resolve('world-atlas/countries-110m.json'), 'countries');
  return {
    land: shortened(merge(topology, areas.geometries)),
    borders: shortened(mesh(topology, areas, (a, b) => a !== b)),
  };
}

function isNear(polygons: Ring[][]): boolean {
  const [west, south, east, north] = region;
  return polygons.some(([outer]) =>
    outer!.some(
      ([longitude, latitude]) => longitude > west && longitude < east && latitude > south && latitude < north,
    ),
  );
}

/** Three decimals are about 100 m, finer than a wall shows. */
function shortened<T>(geometry: T): T {
  return JSON.parse(
    JSON.stringify(geometry, (_, value) => (typeof value === 'number' ? Math.round(value * 1000) / 1000 : value)),
  );
}
