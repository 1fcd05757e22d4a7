import { z } from 'zod';

/**
 * A whole number in a query. Digits only: what `Number` would also take (hex, blanks, exponents) is more
 * likely a slip than an intention. With `of`, such as "milliseconds", whoever leaves it out or is out of range is told what it counts.
 */
export function wholeNumberQuery(minimum: number, maximum: number, of?: string) {
  const kind = `a whole number ${of === undefined ? '' : `of ${of} `}from ${minimum} to ${maximum}`;
  return text(kind, /^[0-9]{1,16}$/)
    .transform(Number)
    .pipe(z.int(mustBe(kind)).min(minimum, mustBe(kind)).max(maximum, mustBe(kind)));
}

/** A plain decimal number in a query: no sign, no exponent. */
export function decimalQuery(minimum: number, maximum: number) {
  const kind = `a decimal number from ${minimum} to ${maximum}`;
  return text(kind, /^[0-9]{1,16}(\.[0-9]{1,16})?$/)
    .transform(Number)
    .pipe(z.number(mustBe(kind)).min(minimum, mustBe(kind)).max(maximum, mustBe(kind)));
}

/** One of a few words in a query. */
export function choiceQuery<const Words extends readonly string[]>(words: Words) {
  const kind = words.join(' or ');
  return z.enum(words, { error: ({ input }) => (input === undefined ? missing(kind) : mustBe(kind)) });
}

/** `true` or `false` in a query. */
export const flagQuery = choiceQuery(['true', 'false']).transform((value) => value === 'true');

/** One text; a parameter that is given twice comes as a list. */
function text(kind: string, pattern: RegExp) {
  const error = ({ input }: { input: unknown }) => (input === undefined ? missing(kind) : `${mustBe(kind)}, once`);
  return z.string({ error }).regex(pattern, mustBe(kind));
}

const missing = (kind: string) => `is missing: ${kind}`;
const mustBe = (kind: string) => `must be ${kind}`;
