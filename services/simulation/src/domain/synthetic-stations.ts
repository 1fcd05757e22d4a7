import type { Station } from '@weather/contracts';
import { chanceOf } from './chance.ts';
import { round } from './rounding.ts';

/** The area around New York that is dealt out, in degrees, and its grid: each station has a cell to itself. */
const south = 40;
const west = -75;
const cell = { latitude: 0.075, longitude: 0.1 };
const rows = 20;
const columns = 25;

export const mostSyntheticStations = rows * columns;

const firstWords = (
  'Alder Birch Cedar Dogwood Elm Fern Granite Heron Iron Juniper Kestrel Laurel Maple North Osprey Pine ' +
  'Quarry Rowan Sumac Thistle Union Violet Willow Yarrow Zephyr'
).split(' ');
const secondWords = (
  'Hill Brook Landing Ridge Cove Meadow Mill Hollow Point Glen Heights Ferry Grove Bluff Crossing Pond ' +
  'Park Neck Valley Orchard'
).split(' ');

export const syntheticStationId = (seed: number, number: number) => `synthetic-${seed}-${number}`;

/**
 * The first `count` stations of a seed, at most 500. A station depends on the seed and its number alone, so asking
 * for more stations leaves the earlier ones where they are.
 */
export function syntheticStations(seed: number, count: number): Station[] {
  return dealtCells(seed)
    .slice(0, count)
    .map((place, index) => stationInCell(seed, index + 1, place));
}

interface Place {
  row: number;
  column: number;
}

/** All cells in the seed's order, those on land first. */
function dealtCells(seed: number): Place[] {
  const chance = chanceOf(seed, 'cells');
  const places = Array.from({ length: mostSyntheticStations }, (_, index) => ({
    row: Math.floor(index / columns),
    column: index % columns,
    lot: chance.uniforms(index, 0)[0],
  }));
  return places.toSorted((a, b) => Number(isAtSea(a)) - Number(isAtSea(b)) || a.lot - b.lot);
}

/** Roughly: east of the coast of New Jersey and south of that of Long Island. */
function isAtSea({ row, column }: Place): boolean {
  const latitude = south + (row + 0.5) * cell.latitude;
  const longitude = west + (column + 0.5) * cell.longitude;
  return longitude > -74.1 && latitude < 40.58 + 0.2 * (longitude + 74);
}

function stationInCell(seed: number, number: number, place: Place): Station {
  const id = syntheticStationId(seed, number);
  const [x, y, height] = chanceOf(seed, id).uniforms(0, 9);
  return {
    id,
    name: `${firstWords[place.column]} ${secondWords[(place.row + place.column) % rows]}`,
    // The middle 70 % of the cell, so that neighbours stay about 2 km apart at least.
    latitude: round(south + (place.row + 0.15 + 0.7 * y) * cell.latitude, 4),
    longitude: round(west + (place.column + 0.15 + 0.7 * x) * cell.longitude, 4),
    elevation: isAtSea(place) ? 3 : round(4 + 200 * height ** 3, 0),
  };
}
