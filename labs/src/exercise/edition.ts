import type { Exercise, Values } from '../catalog/exercise.ts';
import type { Lab } from '../catalog/lab.ts';
import { ExerciseError } from './exercise-file.ts';

/**
 * A lab as it judges under a student's numbers.
 *
 * @throws ExerciseError when it is no exercise, or the numbers are not those of its parameters
 */
export function editionOf(lab: Lab, values: Values): Lab {
  const { exercise } = lab;
  if (exercise === undefined) throw new ExerciseError(`lab ${lab.name} is no exercise`);
  const odd = oddity(exercise, values);
  if (odd !== undefined) throw new ExerciseError(`these are no numbers of lab ${lab.name}: ${odd}`);
  return exercise.under(values);
}

function oddity({ parameters }: Exercise, values: Values): string | undefined {
  const unknown = Object.keys(values).find((name) => !Object.hasOwn(parameters, name));
  if (unknown !== undefined) return `it has no parameter ${unknown}`;
  const wrong = Object.entries(parameters).find(([name, { from, to }]) => {
    const value = values[name];
    return value === undefined || !Number.isInteger(value) || value < from || value > to;
  });
  return wrong === undefined
    ? undefined
    : `${wrong[0]} is ${values[wrong[0]] ?? 'missing'}, and must be from ${wrong[1].from} to ${wrong[1].to}`;
}

/** `share 15`; of a lab without parameters, `no numbers of its own`. */
export const valuesInWords = (values: Values): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ') || 'no numbers of its own';
