import { printable } from '../printable.ts';

/** Part of the height of letters that one is wide, on average and a little more. */
const averageWidth = 0.56;

/** About how wide a text is in a drawing. */
export const widthOf = (text: string, size: number) => [...text].length * size * averageWidth;

/** The text, or its beginning and end where it is too long: names of pods differ at the end. */
export function shortened(text: string, width: number, size: number): string {
  const signs = [...printable(text)];
  const room = Math.max(3, Math.floor(width / (size * averageWidth)));
  if (signs.length <= room) return signs.join('');
  const tail = Math.floor((room - 1) / 2);
  return `${signs.slice(0, room - 1 - tail).join('')}…${signs.slice(signs.length - tail).join('')}`;
}
