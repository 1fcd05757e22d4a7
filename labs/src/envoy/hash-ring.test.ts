import { describe, expect, test } from 'vitest';
import { addressFor, hashRingOf, pointsEach } from './hash-ring.ts';
import { xxHash64 } from './xx-hash.ts';

const addresses = ['10.0.0.1:3001', '10.0.0.2:3001', '10.0.0.3:3001'];
const stations = Array.from({ length: 2000 }, (_, index) => `station-${index}`);

const homes = (pods: readonly string[]) => {
  const ring = hashRingOf(pods);
  return stations.map((station) => addressFor(ring, station)!);
};

describe('the ring', () => {
  test('has as many points for each pod, together at least 1024', () => {
    expect([1, 2, 3, 4, 5, 2000].map((count) => pointsEach(count))).toEqual([1024, 512, 342, 256, 205, 1]);
    const ring = hashRingOf(addresses);
    expect(ring.hashes).toHaveLength(3 * 342);
    for (const address of addresses) expect(ring.addresses.filter((one) => one === address)).toHaveLength(342);
  });

  test('goes up, and from the last point to the first', () => {
    const ring = hashRingOf(addresses);
    expect(ring.hashes.every((hash, index) => index === 0 || hash > ring.hashes[index - 1]!)).toBe(true);
    expect(addressFor({ hashes: [5n, 9n], addresses: ['low', 'high'] }, 'beyond both')).toBe('low');
    const at = ring.hashes.findIndex((hash) => hash >= xxHash64('station-1'));
    expect(addressFor(ring, 'station-1')).toBe(ring.addresses[at]);
    expect(addressFor(hashRingOf([]), 'station-1')).toBeUndefined();
  });

  test('does not depend on the order in which the pods are told', () => {
    expect(homes(addresses.toReversed())).toEqual(homes(addresses));
  });

  test('moves a quarter to a fourth pod, and a tenth from one old pod to another', () => {
    const [before, after] = [homes(addresses), homes([...addresses, '10.0.0.4:3001'])];
    const moved = stations.flatMap((_, index) => (before[index] === after[index] ? [] : [after[index]!]));
    const toNew = moved.filter((address) => address === '10.0.0.4:3001').length;
    expect(toNew / stations.length).toBeCloseTo(0.25, 1);
    expect((moved.length - toNew) / stations.length).toBeCloseTo(0.1, 1);
  });
});
