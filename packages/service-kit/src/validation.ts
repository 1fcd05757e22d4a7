import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify';
import type { z } from 'zod';
import { pointerStep } from './json-body.ts';
import { Problem } from './problem.ts';
import type { ProblemPlace } from './problem.ts';

/** A body of a thousand wrong events is told about its first faults only. */
const maximumPlaces = 20;
const maximumPointerLength = 200;

/** Where each part of a request begins in a problem's pointers. */
const partNames: Record<string, string> = { body: '', querystring: 'query', params: 'path', headers: 'header' };

/** Holds each part of a request against its zod schema; a part that does not fit is a problem that names the places. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const part = partNames[httpPart ?? 'body'] ?? '';
  return (data) => {
    const result = schema.safeParse(data);
    if (result.success) return { value: result.data };
    const errors = placesOf(result.error.issues, part).slice(0, maximumPlaces);
    const detail = `${errors[0]!.pointer || 'the body'}: ${errors[0]!.message}`;
    return { error: new Problem(400, 'validation-failed', detail, { errors }) };
  };
};

/** Every place that zod complains of, as pointers that start with `part`. */
export function placesOf(issues: readonly z.core.$ZodIssue[], part: string): ProblemPlace[] {
  return issues.flatMap((issue) => {
    const place = pointerOf(part, issue.path);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: pointerOf(part, [...issue.path, key]),
        message: 'is not a known field',
      }));
    }
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const nearest = issue.errors.reduce((best, branch) => (branch.length < best.length ? branch : best));
      return placesOf(nearest, place);
    }
    return [{ pointer: place, message: issue.message }];
  });
}

function pointerOf(start: string, path: readonly PropertyKey[]): string {
  return (start + path.map((step) => `/${pointerStep(String(step))}`).join('')).slice(0, maximumPointerLength);
}

const stringify: ReturnType<FastifySerializerCompiler<unknown>> = (answer) => JSON.stringify(answer);

/**
 * Answers are written as they are: the route's types already hold them to the schema, and checking each again
 * costs more than all the rest of a small answer.
 */
export const plainSerializer: FastifySerializerCompiler<unknown> = () => stringify;

/** As plainSerializer, but an answer that does not fit its schema becomes a 500 that says where: for tests. */
export const checkedSerializer: FastifySerializerCompiler<z.ZodType> = ({ schema, method, url, httpStatus }) => {
  return (answer) => {
    const result = schema.safeParse(answer);
    if (!result.success) {
      const faults = placesOf(result.error.issues, '').map(({ pointer, message }) => `${pointer}: ${message}`);
      throw new Problem(
        500,
        'internal-error',
        `${method} ${url} ${httpStatus} does not fit its schema: ${faults.join('; ')}`,
      );
    }
    return JSON.stringify(answer);
  };
};
