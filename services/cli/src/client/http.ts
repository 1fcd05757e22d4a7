import { problemSchema } from '@weather/contracts';
import { request, type Dispatcher } from 'undici';
import type { z } from 'zod';
import { Failure } from '../failure.ts';
import { strangerAt } from './stranger.ts';

/** One of the services, and how a user sets where it is. */
export interface Peer {
  name: string;
  url: string;
  setting: string;
}

export interface Call<S extends z.ZodType | undefined> {
  method?: Dispatcher.HttpMethod;
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  body?: string;
  contentType?: string;
  schema?: S;
  /** For the head of the answer, in ms; 0 waits for ever. */
  timeoutMs?: number;
  /** Longest silence within the answer's body, in ms. */
  silenceMs?: number;
  signal?: AbortSignal;
}

/**
 * Asks a service and gives the answer, held against its schema.
 *
 * @throws {Failure} that says what to do when the service is unreachable, refuses or answers nonsense
 */
export async function ask<S extends z.ZodType | undefined = undefined>(
  peer: Peer,
  call: Call<S>,
): Promise<S extends z.ZodType ? z.output<S> : undefined> {
  const answer = await open(peer, call);
  const text = await answer.body.text().catch((error: unknown) => {
    throw unreachable(peer, error);
  });
  if (call.schema === undefined) return undefined as never;
  return checked(peer, call.schema, parseJson(text)) as never;
}

/**
 * What a service sent, held against its schema.
 *
 * @throws {Failure} when it is something else
 */
export function checked<S extends z.ZodType>(peer: Peer, schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Failure(`${peer.name} at ${peer.url} answered something else than expected`, {
    hint: `is that really ${peer.name}? Set ${peer.setting}`,
  });
}

/** Asks a service and gives the answer's head and body as they come. */
export async function open(
  peer: Peer,
  call: Call<z.ZodType | undefined> & { headers?: Record<string, string> },
): Promise<Dispatcher.ResponseData> {
  const {
    method = 'GET',
    path,
    query = {},
    body,
    contentType,
    timeoutMs = 10_000,
    silenceMs = 10_000,
    signal,
    headers,
  } = call;
  const url = new URL(path, peer.url);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
  const answer = await request(url, {
    method,
    headers: { ...headers, ...(contentType !== undefined && { 'content-type': contentType }) },
    body: body ?? null,
    headersTimeout: timeoutMs,
    bodyTimeout: silenceMs,
    signal: signal ?? null,
  }).catch((error: unknown) => {
    throw signal?.aborted ? error : unreachable(peer, error);
  });
  if (answer.statusCode < 300) return answer;
  const refusal = refused(peer, answer.statusCode, parseJson(await answer.body.text()));
  const stranger = refusal.status === 404 ? await strangerAt(peer.url, path) : undefined;
  if (stranger === undefined) throw refusal;
  throw new Failure(`${peer.name} is not at ${peer.url}: ${stranger} answers there`, {
    hint: `say where ${peer.name} is with ${peer.setting}`,
  });
}

/** The service answered with an error; `status` lets a caller tell which. */
export class Refused extends Failure {
  readonly status: number;

  constructor(message: string, status: number, hint: string | undefined) {
    super(message, { hint });
    this.status = status;
  }
}

function refused(peer: Peer, status: number, body: unknown): Refused {
  const problem = problemSchema.safeParse(body);
  if (!problem.success) return new Refused(`${peer.name} at ${peer.url} answered ${status}`, status, undefined);
  const { code, detail, title, errors = [] } = problem.data;
  const places = errors
    .filter(({ message }) => !detail?.endsWith(message))
    .slice(0, 3)
    .map(({ pointer, message }) => `${pointer} ${message}`);
  return new Refused(
    `${peer.name} refused: ${detail ?? title} (${status} ${code})`,
    status,
    places.length > 0 ? places.join('; ') : undefined,
  );
}

/** The service did not answer, or the answer broke off. */
export class Unreachable extends Failure {}

function unreachable(peer: Peer, error: unknown): Unreachable {
  const { code, message } = error as NodeJS.ErrnoException;
  return new Unreachable(`${peer.name} does not answer at ${peer.url} (${code ?? message})`, {
    hint: `start it (npx --yes pnpm start), or say where it is with ${peer.setting}`,
  });
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
