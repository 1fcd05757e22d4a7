import type { Dispatcher } from 'undici';
import type { z } from 'zod';
import { parseRetryAfter, PeerError } from './peer-error.ts';
import { placesOf } from './validation.ts';

export type PeerAnswer<Body> = { status: number; headers: Record<string, string | string[] | undefined>; body: Body };

type Unread = {
  body: Dispatcher.ResponseData['body'];
  headers: PeerAnswer<unknown>['headers'];
  status: number;
  /** In bytes. */
  maximum: number;
};

/** Reads an answer as text, but none that is larger than it may be. */
export async function readBounded({ body, headers, status, maximum }: Unread): Promise<string> {
  // The quick way: the parser holds a peer to the length that it announced.
  if (Number(headers['content-length']) <= maximum) return body.text();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    // Leaving the loop destroys the body, and with it the connection.
    if (length > maximum) {
      throw new PeerError({ status, code: 'answer-too-large', detail: `more than ${maximum} bytes` });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** JSON as what it means, anything else (and JSON that is none) as text. */
export function parseAnswer(headers: PeerAnswer<unknown>['headers'], text: string): unknown {
  if (!/[/+]json\b/.test(String(headers['content-type']))) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The answer as the schema makes of it; anything but a 2xx that fits is thrown as a PeerError. */
export function acceptAnswer(answer: PeerAnswer<unknown>, schema: z.ZodType | undefined): PeerAnswer<unknown> {
  const { status, headers, body } = answer;
  if (status < 200 || status > 299) {
    const problem = (typeof body === 'object' && body !== null ? body : {}) as { code?: unknown; detail?: unknown };
    throw new PeerError({
      status,
      code: typeof problem.code === 'string' ? problem.code : `status-${status}`,
      detail: typeof problem.detail === 'string' ? problem.detail : 'the peer gave no detail',
      retryAfterMs: parseRetryAfter(headers['retry-after'], Date.now()),
    });
  }
  if (schema === undefined) return answer;
  const result = schema.safeParse(body);
  if (result.success) return { ...answer, body: result.data };
  const [fault] = placesOf(result.error.issues, '');
  throw new PeerError({
    status,
    code: 'invalid-answer',
    detail: `answer at ${fault?.pointer || '/'}: ${fault?.message}`,
  });
}
