import type { Check } from './check.ts';

type Given = Pick<Check, 'id' | 'claim' | 'test' | 'n' | 'expected' | 'observed' | 'against' | 'counts'> & {
  /** Undefined: the traffic does not say. */
  holds: boolean | undefined;
  role?: Check['role'];
};

const resultOf = (holds: boolean | undefined): Check['result'] =>
  holds === undefined ? 'undecided' : holds ? 'holds' : 'fails';

/** A law that a right rule never breaks. */
export const exactCheck = ({ holds, role = 'law', ...given }: Given): Check => ({
  ...given,
  role,
  kind: 'exact',
  alpha: 0,
  result: resultOf(holds),
});

/** A law of chance, which a right rule breaks with probability `alpha`. */
export const statisticalCheck = ({ holds, role = 'law', alpha, ...given }: Given & { alpha: number }): Check => ({
  ...given,
  role,
  kind: 'statistical',
  alpha,
  result: resultOf(holds),
});
