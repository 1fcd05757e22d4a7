import { xxHash64 } from './xx-hash.ts';

/** As Istio sets it where a rule says nothing else, and as the lab's rule has it: so many points at least. */
export const usualRingSize = 1024;

/** Each pod has as many points on the ring, so that together they are at least its minimum size. */
export const pointsEach = (pods: number, minimumSize = usualRingSize) => Math.ceil(minimumSize / pods);

/** Points in the order of their hashes, each with the address that it stands for. */
export interface HashRing {
  hashes: readonly bigint[];
  addresses: readonly string[];
}

/** The ring that Envoy (RING_HASH) makes of pods with equal weights: the hashes of `address_0`, `address_1` ... */
export function hashRingOf(addresses: readonly string[], minimumSize = usualRingSize): HashRing {
  const points = addresses.flatMap((address) =>
    Array.from({ length: pointsEach(addresses.length, minimumSize) }, (_, index) => ({
      address,
      hash: xxHash64(`${address}_${index}`),
    })),
  );
  points.sort((one, other) => (one.hash < other.hash ? -1 : 1));
  return { hashes: points.map(({ hash }) => hash), addresses: points.map(({ address }) => address) };
}

/** Where requests go whose header has this value: to the first point that is not before the value's hash. */
export function addressFor({ hashes, addresses }: HashRing, value: string): string | undefined {
  const hash = xxHash64(value);
  const next = hashes.findIndex((point) => point >= hash);
  return addresses[Math.max(0, next)];
}
