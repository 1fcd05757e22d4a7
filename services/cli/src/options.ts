import { InvalidArgumentError, Option, type Command } from 'commander';
import type { z } from 'zod';
import type { Peer } from './client/http.ts';

/** What every command takes, before or after its name. */
export interface GlobalOptions {
  url: string;
  simulationUrl: string;
  json?: true;
}

export function addGlobalOptions(program: Command): Command {
  return program
    .addOption(
      new Option('--url <url>', 'where message-queue is')
        .env('WEATHER_URL')
        .default('http://127.0.0.1:3002')
        .argParser(httpUrl),
    )
    .addOption(
      new Option('--simulation-url <url>', 'where simulation is')
        .env('WEATHER_SIMULATION_URL')
        .default('http://127.0.0.1:3001')
        .argParser(httpUrl),
    )
    .option('--json', 'print JSON for scripts');
}

export function messageQueueOf(command: Command): Peer {
  return { name: 'message-queue', url: globals(command).url, setting: '--url or WEATHER_URL' };
}

export function simulationOf(command: Command): Peer {
  return {
    name: 'simulation',
    url: globals(command).simulationUrl,
    setting: '--simulation-url or WEATHER_SIMULATION_URL',
  };
}

export const wantsJson = (command: Command) => globals(command).json === true;

const globals = (command: Command) => command.optsWithGlobals<GlobalOptions>();

export function httpUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InvalidArgumentError('It must be an http URL, such as http://127.0.0.1:3002.');
  }
  return text;
}

export function wholeNumber(minimum: number, maximum: number) {
  return (text: string): number => {
    if (/^[0-9]{1,16}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum) return Number(text);
    throw new InvalidArgumentError(`It must be a whole number from ${minimum} to ${maximum}.`);
  };
}

export function decimalNumber(minimum: number, maximum: number) {
  return (text: string): number => {
    if (/^-?[0-9]{1,16}(\.[0-9]{1,16})?$/.test(text) && Number(text) >= minimum && Number(text) <= maximum)
      return Number(text);
    throw new InvalidArgumentError(`It must be a number from ${minimum} to ${maximum}.`);
  };
}

/** What the contract of a route says of a parameter: what it takes in a query is what the option takes. */
export function asInQuery<Value extends string | number>(schema: z.ZodType<unknown>, read: (text: string) => Value) {
  return (text: string): Value => {
    const value = read(text);
    const { error } = schema.safeParse(String(value));
    if (error === undefined) return value;
    throw new InvalidArgumentError(`It ${error.issues[0]!.message}.`);
  };
}

/** Milliseconds from `1500`, `500ms`, `10s`, `2m` or `1h`. */
export function duration(text: string): number {
  const units: Record<string, number> = { '': 1, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  const [, amount, unit = ''] = /^([0-9]{1,9}(?:\.[0-9]{1,3})?)(ms|s|m|h)?$/.exec(text) ?? [];
  if (amount === undefined)
    throw new InvalidArgumentError('It must be a time such as 1500 (milliseconds), 10s, 2m or 1h.');
  return Math.round(Number(amount) * units[unit]!);
}

export function stationId(text: string): string {
  if (/^[A-Za-z0-9._-]{1,64}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be 1 to 64 letters, digits, dots, underscores or hyphens.');
}

/** RFC 3339 in UTC, from anything that says its date in full: `2013-07-01` or `2013-07-01T12:00Z`. */
export function utcTime(text: string): string {
  if (
    /^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2}))?$/.test(text) &&
    !Number.isNaN(Date.parse(text))
  ) {
    return new Date(text).toISOString().replace('.000Z', 'Z');
  }
  throw new InvalidArgumentError('It must be a day or an RFC 3339 time, such as 2013-07-01 or 2013-07-01T12:00:00Z.');
}
