import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { prettyFactory } from 'pino-pretty';
import { portOffsets } from './service-definitions.ts';

const names = [...portOffsets.keys()];
const nameWidth = Math.max(...names.map((name) => name.length));

/** ANSI colours that read well on dark and light; services take them in turn. */
const colours = [36, 35, 32, 33, 34, 96, 95, 92, 93, 94];
const colourOf = (name: string) => colours[names.indexOf(name) % colours.length];

/** What a person who watches needs not: it stands before the line already, or helps programs only. */
const unread = new Set(
  'level time msg err pid hostname service pod event url version trace_id span_id request_id'.split(' '),
);

/** Room for the details of a line, in characters: what is normal takes less of it. */
const detailRoom = { normal: 60, trouble: 300 };

type Entry = Record<string, unknown> & { level?: unknown; err?: { message?: string; stack?: string } };

/** Message and details of a line, as many as there is room for; of errors the cause, and the stack of those that nobody foresaw. */
function readable(entry: Entry, messageKey: string): string {
  const trouble = entry.level === 'warn' || entry.level === 'error' || entry.level === 'fatal';
  const details = Object.entries(entry)
    .filter(([name, value]) => !unread.has(name) && typeof value !== 'object')
    .map(([name, value]) => `${name} ${String(value)}`);
  if (entry.err?.message !== undefined) details.unshift(entry.err.message);
  const told = asManyAsFit(details, trouble ? detailRoom.trouble : detailRoom.normal);
  const stack = entry.level === 'error' && entry.err?.stack ? `\n${entry.err.stack}` : '';
  return `${String(entry[messageKey])}${told && ` (${told})`}${stack}`;
}

function asManyAsFit(details: string[], room: number): string {
  const all = details.join(', ');
  if (all.length <= room) return all;
  // At least the first, however long: what is left out is what comes after it.
  const end = Math.max(all.lastIndexOf(', ', room), details[0]!.length);
  return end === all.length ? all : `${all.slice(0, end)}, ...`;
}

/** Prints the log lines of services, each behind the name of the one that speaks. */
export function createLogPrinter(output: Writable, { json, colour }: { json: boolean; colour: boolean }) {
  const pretty = prettyFactory({
    colorize: colour,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'pid,hostname',
    hideObject: true,
    messageFormat: (entry, messageKey) => readable(entry, messageKey),
  });

  function format(name: string, line: string): string {
    if (json) return `${line}\n`;
    const label = name.padEnd(nameWidth);
    const text = line.startsWith('{') ? pretty(line) : `${line}\n`;
    return `${colour ? `\u001B[${colourOf(name)}m${label}\u001B[39m` : label} ${text}`;
  }

  return {
    follow(name: string, stream: Readable) {
      createInterface({ input: stream }).on('line', (line) => output.write(format(name, line)));
    },
  };
}

export type LogPrinter = ReturnType<typeof createLogPrinter>;
