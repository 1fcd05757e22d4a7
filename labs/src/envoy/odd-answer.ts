import { z } from 'zod';

/** A proxy answered with something else than its interface promises. */
export class OddAnswerError extends Error {
  override name = 'OddAnswerError';
}

/** Reads JSON that follows a schema. @throws OddAnswerError that says where it does not. */
export function readJson<S extends z.ZodType>(schema: S, text: string, what: string): z.output<S> {
  const parsed = schema.safeParse(parse(text, what));
  if (parsed.success) return parsed.data;
  throw new OddAnswerError(`${what} is not as expected:\n${z.prettifyError(parsed.error)}`);
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const start = text.trim().slice(0, 80);
    throw new OddAnswerError(`${what} is no JSON, it ${start === '' ? 'is empty' : `begins with: ${start}`}`);
  }
}
