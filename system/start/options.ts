import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { highestPortOffset, portOffsets } from './service-definitions.ts';

export interface StartOptions {
  /** Folder of the event log. */
  dataFolder: string;
  /** Forget the events of earlier starts. */
  fresh: boolean;
  /** Print the services' raw JSON lines. */
  json: boolean;
  /** Port of the page; the other services take those after it. */
  port: number;
  /** Start the services alone, without the observations that show them at work. */
  idle: boolean;
  help: boolean;
}

/** Where the page is, unless told otherwise; the command line's own defaults go with it. */
export const defaultPort = 3000;

const highestPort = 65_535 - highestPortOffset;

/** A wrong use of the command line; the message says what would be right. */
export class UsageError extends Error {}

export const usage = `usage: pnpm start [--fresh] [--json] [--idle] [--port N] [--data FOLDER]

Starts ${[...portOffsets.keys()].join(', ')}, and replays observations through them.

  --fresh        begin anew: forget the events of earlier starts
  --json         print the services' log lines as they are (JSON), for other programs
  --idle         start the services only; send observations yourself (pnpm weather simulate --help)
  --port N       port of the page (${defaultPort}); the other services take N+1 to N+${highestPortOffset}
  --data FOLDER  where the event log lives (data)
`;

/** @throws UsageError when an option is unknown or has a wrong value. */
export function parseOptions(args: string[], workingFolder: string): StartOptions {
  const { fresh, json, idle, port, data, help } = parse(args);
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) < 1 || Number(port) > highestPort) {
    throw new UsageError(`--port must be a number from 1 to ${highestPort}, not ${port}`);
  }
  return { dataFolder: resolve(workingFolder, data), fresh, json, idle, port: Number(port), help };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args: args.filter((arg) => arg !== '--'),
      options: {
        fresh: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        idle: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
        port: { type: 'string', default: String(defaultPort) },
        data: { type: 'string', default: 'data' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
