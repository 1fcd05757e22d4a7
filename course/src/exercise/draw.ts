import { createRandom, type Exercise, type Values } from '@weather/labs';

/** What a seed makes of an exercise: numbers that are not the lab's own, and the mistake that is planted. */
export function drawn(
  { parameters, faults }: Pick<Exercise, 'parameters' | 'faults'>,
  seed: number,
): { parameters: Values; fault: Exercise['faults'][number] } {
  const random = createRandom(seed);
  const values = Object.entries(parameters).map(([name, { usual, from, to }]) => {
    const others = Array.from({ length: to - from + 1 }, (_, index) => from + index).filter((value) => value !== usual);
    return [name, others[Math.floor(random() * others.length)]!] as const;
  });
  return { parameters: Object.fromEntries(values), fault: faults[Math.floor(random() * faults.length)]! };
}
