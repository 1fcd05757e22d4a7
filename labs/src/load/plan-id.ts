/**
 * What begins every request's user agent: `lab/<run>/<phase>`, and of a further client of a phase its name behind it.
 *
 * @param run eight hexadecimal digits, of each attempt its own
 */
export const planIdOf = (run: string, phase: string, further?: string): string =>
  `lab/${run}/${phase}${further === undefined ? '' : `-${further}`}`;
