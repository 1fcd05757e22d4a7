import { z } from 'zod';

/** A value that may be undefined. JSON has no such thing, so that a file says null; it never leaves it out. */
export function undefinedAsNull<T extends z.ZodType>(schema: T) {
  type InFile = z.output<z.ZodNullable<T>>;
  return z.codec(schema.nullable(), z.custom<z.output<T> | undefined>(), {
    decode: (value) => (value === null ? undefined : value) as z.output<T> | undefined,
    encode: (value) => (value === undefined ? null : value) as InFile,
  });
}
