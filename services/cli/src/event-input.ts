import { eventSchema, type WeatherEvent } from '@weather/contracts';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { Failure } from './failure.ts';

/**
 * Events from a file or, for `-`, stdin: one event, a JSON array, or JSON lines.
 *
 * @throws {Failure} that names the event and the place in it that is wrong
 */
export async function readEvents(path: string): Promise<WeatherEvent[]> {
  const name = path === '-' ? 'stdin' : path;
  const values = parse(name, await read(path, name));
  return values.map(({ place, value }) => checked(name, place, value));
}

function read(path: string, name: string): Promise<string> {
  if (path === '-') return text(process.stdin);
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Failure(`cannot read ${name}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`);
  });
}

interface Placed {
  place: string;
  value: unknown;
}

function parse(name: string, content: string): Placed[] {
  const whole = tryJson(content);
  if (Array.isArray(whole)) return whole.map((value: unknown, at) => ({ place: `event ${at + 1}`, value }));
  if (whole !== undefined) return [{ place: 'the event', value: whole }];
  const lines = content
    .split('\n')
    .flatMap((line, at) => (line.trim() === '' ? [] : [{ place: `line ${at + 1}`, line }]));
  if (lines.length === 0) throw new Failure(`${name} holds no events`, { hint: inputHint });
  return lines.map(({ place, line }) => {
    const value = tryJson(line);
    if (value === undefined) throw new Failure(`${name}, ${place}: this is not JSON`, { hint: inputHint });
    return { place, value };
  });
}

const inputHint = 'give one event, a JSON array of events, or one event per line';

function tryJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function checked(name: string, place: string, value: unknown): WeatherEvent {
  // What tail and observations print carries its place in the log, which a publisher does not say.
  const { position: _position, previousposition: _previous, ...published } = Object(value) as Record<string, unknown>;
  const parsed = eventSchema.safeParse(published);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Failure(`${name}, ${place}: this is no weather event`, {
    hint: `/${issue!.path.join('/')} ${issue!.message}`,
  });
}
