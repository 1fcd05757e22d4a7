import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { prettyFactory } from 'pino-pretty';
import { type ServiceName, serviceNames } from './service-definitions.ts';

const nameWidth = Math.max(...serviceNames.map((name) => name.length));

/** ANSI colours that read well on dark and light, one for each service. */
const colours: Record<ServiceName, number> = {
  'message-queue': 36,
  'machine-learning-v1': 35,
  'machine-learning-v2': 32,
  simulation: 33,
  gui: 34,
};

/** Prints the log lines of services, each behind the name of the one that speaks. */
export function createLogPrinter(output: Writable, { json, colour }: { json: boolean; colour: boolean }) {
  const pretty = prettyFactory({
    colorize: colour,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'pid,hostname,service,pod,event,url,version,span_id',
    singleLine: true,
  });

  function format(name: ServiceName, line: string): string {
    if (json) return `${line}\n`;
    const label = name.padEnd(nameWidth);
    const text = line.startsWith('{') ? pretty(line) : `${line}\n`;
    return `${colour ? `\u001B[${colours[name]}m${label}\u001B[39m` : label} ${text}`;
  }

  return {
    follow(name: ServiceName, stream: Readable) {
      createInterface({ input: stream }).on('line', (line) => output.write(format(name, line)));
    },
  };
}

export type LogPrinter = ReturnType<typeof createLogPrinter>;
