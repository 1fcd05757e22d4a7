import { InvalidArgumentError } from 'commander';
import { labNamed } from '../catalog/index.ts';
import type { Lab } from '../catalog/lab.ts';

/** Reads a lab's name from the command line. */
export function labArgument(name: string): Lab {
  try {
    return labNamed(name);
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}

/** The same for several, each once. */
export const labArguments = (name: string, before: readonly Lab[] | undefined): Lab[] => [
  ...new Set([...(before ?? []), labArgument(name)]),
];
