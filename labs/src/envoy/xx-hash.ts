/** Its primes. */
const first = 0x9e3779b185ebca87n;
const second = 0xc2b2ae3d27d4eb4fn;
const third = 0x165667b19e3779f9n;
const fourth = 0x85ebca77c2b2ae63n;
const fifth = 0x27d4eb2f165667c5n;

const cut = (value: bigint) => BigInt.asUintN(64, value);
const rotated = (value: bigint, by: bigint) => cut(value << by) | (value >> (64n - by));

const round = (lane: bigint, input: bigint) => cut(rotated(cut(lane + input * second), 31n) * first);

/** XXH64 with seed 0 of a text's UTF-8 (https://github.com/Cyan4973/xxHash, doc/xxhash_spec.md): Envoy's usual hash. */
export function xxHash64(text: string): bigint {
  const bytes = Buffer.from(text, 'utf8');
  let at = 0;
  let hash: bigint = fifth;
  if (bytes.length >= 32) {
    const lanes = [cut(first + second), second, 0n, cut(-first)];
    for (; at + 32 <= bytes.length; at += 32)
      for (const [place, lane] of lanes.entries()) lanes[place] = round(lane, bytes.readBigUInt64LE(at + 8 * place));
    hash = merged(lanes);
  }
  return avalanche(tail(bytes.subarray(at), cut(hash + BigInt(bytes.length))));
}

function merged(lanes: readonly bigint[]): bigint {
  const turns = [1n, 7n, 12n, 18n];
  const sum = cut(lanes.reduce((total, lane, place) => total + rotated(lane, turns[place]!), 0n));
  return lanes.reduce((hash, lane) => cut((hash ^ round(0n, lane)) * first + fourth), sum);
}

/** What is left when all stripes of 32 bytes are through: words, a half word, single bytes. */
function tail(rest: Buffer, begun: bigint): bigint {
  let hash = begun;
  let at = 0;
  for (; at + 8 <= rest.length; at += 8)
    hash = cut(rotated(hash ^ round(0n, rest.readBigUInt64LE(at)), 27n) * first + fourth);
  if (at + 4 <= rest.length) {
    hash = cut(rotated(hash ^ cut(BigInt(rest.readUInt32LE(at)) * first), 23n) * second + third);
    at += 4;
  }
  for (; at < rest.length; at++) hash = cut(rotated(hash ^ cut(BigInt(rest[at]!) * fifth), 11n) * first);
  return hash;
}

function avalanche(begun: bigint): bigint {
  let hash = cut((begun ^ (begun >> 33n)) * second);
  hash = cut((hash ^ (hash >> 29n)) * third);
  return hash ^ (hash >> 32n);
}
