import { STATUS_CODES } from 'node:http';

export const problemContentType = 'application/problem+json';

/** A place in the request (JSON Pointer into the body, or query/<name>, header/<name>, path/<name>) and what is wrong there. */
export type ProblemPlace = { pointer: string; message: string };

export type ProblemOptions = { errors?: ProblemPlace[]; retryAfterSeconds?: number; cause?: unknown };

/** Thrown in a route to answer RFC 9457 problem+json. `code` must be on the contracts' closed list. */
export class Problem extends Error {
  override name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly detail: string | undefined;
  readonly errors: ProblemPlace[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, code: string, detail?: string, options: ProblemOptions = {}) {
    super(detail ?? code, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.errors = options.errors;
    this.retryAfterSeconds = options.retryAfterSeconds ?? (status === 429 || status === 503 ? 1 : undefined);
  }

  /** The body of the answer. `type` stays about:blank: `code` tells problems apart. */
  body(traceId?: string) {
    return {
      type: 'about:blank',
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      code: this.code,
      ...(this.detail !== undefined && { detail: this.detail }),
      ...(traceId !== undefined && { trace_id: traceId }),
      ...(this.errors !== undefined && { errors: this.errors }),
    };
  }
}

/** Codes of errors that fastify throws for what a client did. */
const clientErrors: Record<string, { status: number; code: string; detail: string }> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    code: 'body-too-large',
    detail: 'the body is larger than this route takes',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: 'unsupported-media-type',
    detail: 'this route does not take a body of this content type',
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    code: 'bad-request',
    detail: 'the body is not as long as content-length says',
  },
  FST_ERR_BAD_URL: { status: 400, code: 'bad-request', detail: 'the path is not validly percent-encoded' },
  FST_ERR_MAX_PARAM_LENGTH: { status: 414, code: 'bad-request', detail: 'a part of the path is too long' },
  FST_ERR_NOT_FOUND: { status: 404, code: 'not-found', detail: 'there is nothing here' },
  ECONNRESET: { status: 400, code: 'bad-request', detail: 'the request ended before its body did' },
};

/** The problem that an error of any origin is to its client: what is not known to be the client's doing is internal. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code, statusCode } = (error ?? {}) as { code?: string; statusCode?: number };
  const known = code === undefined ? undefined : clientErrors[code];
  if (known !== undefined) return new Problem(known.status, known.code, known.detail, { cause: error });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new Problem(statusCode, 'bad-request', undefined, { cause: error });
  }
  return new Problem(500, 'internal-error', undefined, { cause: error });
}
