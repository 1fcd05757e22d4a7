import { eventTypes, type EventType, type StoredEvent } from '@weather/contracts';
import { Command, InvalidArgumentError, Option } from 'commander';
import { follow } from '../client/follow.ts';
import { minute, shortTypes, summary } from '../event-text.ts';
import { withExamples } from '../examples.ts';
import { messageQueueOf, stationId, wantsJson, wholeNumber } from '../options.ts';
import { coloured, note, print } from '../terminal.ts';

interface TailOptions {
  types?: EventType[];
  station?: string;
  after?: number;
  fromBeginning?: true;
  limit?: number;
}

export function tailCommand(): Command {
  const command = new Command('tail')
    .description('follow events as they are stored; ends with Ctrl-C')
    .option('--types <list>', `only these, with commas between: ${Object.keys(eventTypes).join(', ')}`, typeList)
    .option('--station <id>', 'only of this station', stationId)
    .addOption(
      new Option('--after <position>', 'begin after this position').argParser(wholeNumber(0, Number.MAX_SAFE_INTEGER)),
    )
    .addOption(new Option('--from-beginning', 'begin with the oldest that is kept').conflicts('after'))
    .option('-n, --limit <count>', 'end after so many', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .action(run);
  return withExamples(command, [
    'weather tail --types anomaly',
    'weather tail --station JFK --from-beginning | head -3',
    "weather tail --json | jq -r '.partitionkey'",
  ]);
}

async function run(
  { types, station, after, fromBeginning, limit = Infinity }: TailOptions,
  command: Command,
): Promise<void> {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
  const line = wantsJson(command) ? (event: StoredEvent) => JSON.stringify(event) : textLine;
  const events = follow(messageQueueOf(command), {
    types,
    station,
    after: fromBeginning ? 0 : after,
    signal: ending.signal,
    onLost: (reason) => note(`${reason}; trying again until message-queue is back`),
    onBack: (position) => note(`message-queue is back; going on after position ${position}`),
    onGap({ after: last, firstPosition }) {
      // Whoever asks for all that is kept misses nothing.
      if (last > 0)
        note(`events ${last + 1} to ${firstPosition - 1} are no longer kept; going on with ${firstPosition}`);
    },
  });
  let left = limit;
  for await (const event of events) {
    print(line(event));
    if (--left <= 0) return;
  }
}

const colours = { observation: 'green', forecast: 'blue', anomaly: 'red' } as const;

function textLine(event: StoredEvent): string {
  const type = shortTypes[event.type] as keyof typeof colours;
  return [
    String(event.position).padStart(8),
    minute(event.time),
    coloured(colours[type], type.padEnd(11)),
    event.partitionkey.padEnd(16),
    summary(event),
  ].join('  ');
}

function typeList(text: string): EventType[] {
  return text.split(',').map((word) => {
    if (Object.hasOwn(eventTypes, word)) return eventTypes[word as keyof typeof eventTypes];
    throw new InvalidArgumentError(`It must hold ${Object.keys(eventTypes).join(', ')}, with commas between them.`);
  });
}
