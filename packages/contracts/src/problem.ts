import { z } from 'zod';

/** Every code that an error answer of any service may carry. */
export const problemCodes = [
  'malformed-body',
  'validation-failed',
  'body-too-deep',
  'body-too-large',
  'unsupported-media-type',
  'not-found',
  'method-not-allowed',
  'conflict',
  'sink-not-allowed',
  'too-many-requests',
  'request-timeout',
  'injected-fault',
  'storage-full',
  'storage-unavailable',
  'peer-unavailable',
  'shutting-down',
  'headers-too-large',
  'bad-request',
  'internal-error',
] as const;

export const problemCodeSchema = z.enum(problemCodes);

export const problemContentType = 'application/problem+json';

/** RFC 9457 problem details, with the place of each fault in the request and the trace to look for. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int().min(400).max(599),
  code: problemCodeSchema,
  detail: z.string().optional(),
  instance: z.string().optional(),
  trace_id: z.string().optional(),
  errors: z
    .array(
      z.strictObject({
        pointer: z.string().describe('JSON Pointer into the body, or query/<name>, header/<name>, path/<name>'),
        message: z.string(),
      }),
    )
    .optional(),
});

export type ProblemDetails = z.infer<typeof problemSchema>;
