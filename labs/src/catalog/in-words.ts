const counts = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const places = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

/** `three`; from eleven on in digits. */
export const inWords = (count: number): string => counts[count] ?? String(count);

/** `third`; from eleven on `11th`, which is good enough up to twenty. */
export const ordinal = (place: number): string => places[place] ?? `${place}th`;

/** A whole percentage as a share: 20 is `one of five`, 30 `three of ten`; what would take larger numbers `27 of a hundred`. */
export function shareInWords(percent: number): string {
  const divisor = greatestCommonDivisor(percent, 100);
  const [part, whole] = [percent / divisor, 100 / divisor];
  return whole <= 10 ? `${inWords(part)} of ${inWords(whole)}` : `${percent} of a hundred`;
}

/** With what it is a share of, up to the verb: `one of five calls is`, `three of ten calls are`. */
export function shareOf(percent: number, things: string): string {
  const share = shareInWords(percent);
  return `${share} ${things} ${share.startsWith('one ') ? 'is' : 'are'}`;
}

const greatestCommonDivisor = (one: number, other: number): number =>
  other === 0 ? one : greatestCommonDivisor(other, one % other);
