import { createRandom, type Exercise, type Values } from '@weather/labs';

/** The numbers that a seed makes of an exercise: none is the lab's own. */
export function numbersDrawn({ parameters }: Pick<Exercise, 'parameters'>, seed: number): Values {
  const random = createRandom(seed);
  const values = Object.entries(parameters).map(([name, { usual, from, to }]) => {
    const others = Array.from({ length: to - from + 1 }, (_, index) => from + index).filter((value) => value !== usual);
    return [name, others[Math.floor(random() * others.length)]!] as const;
  });
  return Object.fromEntries(values);
}

/**
 * The mistakes of a lab go round the class, so that each of the few is with as few students as can be. Each round begins at
 * another one: who shares a mistake in one lab need not share it in the next.
 *
 * @param before how many students have got one already
 * @param startOf a number for each round
 */
export function mistakeDealt(
  { faults }: Pick<Exercise, 'faults'>,
  before: number,
  startOf: (round: number) => number,
): Exercise['faults'][number] {
  const round = Math.floor(before / faults.length);
  return faults[(startOf(round) + before) % faults.length]!;
}
