/** A request's id in the form that proxies give them: a UUID of version 4. */
export const madeUpId = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
