import { z } from 'zod';

/**
 * A whole number in a query. Digits only: what `Number` would also take (hex, blanks, exponents) is more
 * likely a slip than an intention.
 */
export function wholeNumberQuery(minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^[0-9]{1,16}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum));
}

/** A plain decimal number in a query: no sign, no exponent. */
export function decimalQuery(minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^[0-9]{1,16}(\.[0-9]{1,16})?$/, 'must be a decimal number')
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum));
}

/** `true` or `false` in a query. */
export const flagQuery = z.enum(['true', 'false']).transform((value) => value === 'true');
