import { philox } from './philox.ts';

export type FourNumbers = [number, number, number, number];

/** Random numbers by place: the same name, index and channel always give the same four. */
export interface Chance {
  /** Four numbers from (0, 1). */
  uniforms(index: number, channel: number): FourNumbers;
  /** Four numbers of the standard normal distribution. */
  normals(index: number, channel: number): FourNumbers;
}

/** The random numbers that belong to `name` (a station, a region) under a seed. */
export function chanceOf(seed: number, name: string): Chance {
  const key: [number, number] = [seed >>> 0, fnv1a(name)];
  function uniforms(index: number, channel: number): FourNumbers {
    const words = philox([index >>> 0, Math.floor(index / 2 ** 32) >>> 0, channel, 0], key);
    return words.map((word) => (word + 0.5) / 2 ** 32) as FourNumbers;
  }
  return {
    uniforms,
    normals(index, channel) {
      const [a, b, c, d] = uniforms(index, channel);
      return [...boxMuller(a, b), ...boxMuller(c, d)];
    },
  };
}

/** Two standard normals from two uniforms (Box and Muller, 1958). */
export function boxMuller(u: number, v: number): [number, number] {
  const radius = Math.sqrt(-2 * Math.log(u));
  return [radius * Math.cos(2 * Math.PI * v), radius * Math.sin(2 * Math.PI * v)];
}

/** 32-bit FNV-1a of a text's UTF-16 units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
