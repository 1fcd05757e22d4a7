import {
  observationModeSchema,
  observationsPageSchema,
  observationsPath,
  type ObservationsPage,
} from '@weather/contracts';
import { Command, Option } from 'commander';
import { ask } from '../client/http.ts';
import { minute } from '../event-text.ts';
import { withExamples } from '../examples.ts';
import { messageQueueOf, stationId, utcTime, wantsJson, wholeNumber } from '../options.ts';
import { note, print, tableLines, type Column } from '../terminal.ts';

type Item = ObservationsPage['items'][number];

interface ObservationsOptions {
  station?: string;
  type?: string;
  from?: string;
  to?: string;
  after?: number;
  before?: number;
  oldestFirst?: true;
  limit: number;
  all?: true;
}

const number = (title: string, of: (item: Item) => { value: number } | undefined, digits = 1): Column<Item> => ({
  title,
  right: true,
  of: (item) => of(item)?.value.toFixed(digits),
});

const columns: Column<Item>[] = [
  { title: 'POSITION', right: true, of: (item) => item.position },
  { title: 'TIME', of: (item) => minute(item.time) },
  { title: 'STATION', of: (item) => item.partitionkey },
  number('TEMP °C', ({ data }) => data.result.air_temperature),
  number('DEW °C', ({ data }) => data.result.dew_point_temperature),
  number('RH %', ({ data }) => data.result.relative_humidity, 0),
  number('hPa', ({ data }) => data.result.air_pressure_at_mean_sea_level),
  number('WIND m/s', ({ data }) => data.result.wind_speed),
  { title: 'CONDITION', of: ({ data }) => data.result.weather_condition?.word },
  { title: 'PLANTED', of: ({ data }) => data.plantedFault, style: () => 'yellow' },
];

export function observationsCommand(): Command {
  const command = new Command('observations')
    .description('list stored observations, newest first')
    .option('--station <id>', 'only of this station', stationId)
    .addOption(
      new Option('--type <type>', 'only those that hold an air temperature, or a weather condition').choices(
        observationModeSchema.options,
      ),
    )
    .option('--from <time>', 'of this time or later', utcTime)
    .option('--to <time>', 'before this time', utcTime)
    .option('--after <position>', 'stored after this position', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option('--before <position>', 'stored before this position', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option('--oldest-first', 'begin with the oldest')
    .addOption(new Option('-n, --limit <count>', 'at most so many').argParser(wholeNumber(1, 1_000_000)).default(20))
    .addOption(new Option('--all', 'all that match').conflicts('limit'))
    .action(run);
  return withExamples(command, [
    'weather observations --station JFK --limit 5',
    'weather observations --from 2013-07-01 --to 2013-07-02 --all --oldest-first',
    "weather observations --all --json | jq '.items[].data.result.air_temperature.value'",
  ]);
}

async function run({ all, ...options }: ObservationsOptions, command: Command): Promise<void> {
  const show = wantsJson(command) ? showJson() : showTable();
  let { after, before } = options;
  let left = all ? Infinity : options.limit;
  while (true) {
    const page = await ask(messageQueueOf(command), {
      path: observationsPath,
      query: queryOf(options, after, before, left),
      schema: observationsPageSchema,
    });
    show.items(page.items);
    left -= page.items.length;
    if (page.next === null || left <= 0) return show.end(page.next);
    ({ after = after, before = before } = page.next);
  }
}

function queryOf(
  { station, type, from, to, oldestFirst }: Omit<ObservationsOptions, 'all'>,
  after: number | undefined,
  before: number | undefined,
  left: number,
) {
  return { station, type, from, to, after, before, order: oldestFirst ? 'asc' : 'desc', limit: Math.min(left, 1000) };
}

interface Show {
  items(items: readonly Item[]): void;
  end(next: ObservationsPage['next']): void;
}

/** Pages are printed as they come; the first sets the columns' widths. */
function showTable(): Show {
  let shown = 0;
  return {
    items(items) {
      const [head, ...lines] = tableLines(items, columns);
      if (shown === 0 && items.length > 0) print(head!);
      for (const line of lines) print(line);
      shown += items.length;
    },
    end(next) {
      if (shown === 0) note('no observation matches');
      else if (next) note(`there are more: raise --limit, or take --all`);
    },
  };
}

/** One document, written page by page so that it may be longer than memory. */
function showJson(): Show {
  let before = '{"items":[\n';
  return {
    items(items) {
      for (const item of items) {
        process.stdout.write(`${before}${JSON.stringify(item)}`);
        before = ',\n';
      }
    },
    end(next) {
      const head = before.startsWith('{') ? before : '\n';
      print(`${head}],"next":${JSON.stringify(next)}}`);
    },
  };
}
