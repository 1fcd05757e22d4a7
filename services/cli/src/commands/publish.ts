import {
  weatherCondition,
  weatherConditionWords,
  type ObservationResult,
  type PublishedBatch,
  type WeatherConditionWord,
  type WeatherEvent,
} from '@weather/contracts';
import { Argument, Command, Option } from 'commander';
import { nextObservation } from '../client/next-observation.ts';
import { publishAll } from '../client/publish-batch.ts';
import { readEvents } from '../event-input.ts';
import { withExamples } from '../examples.ts';
import { Failure } from '../failure.ts';
import { decimalNumber, messageQueueOf, stationId, utcTime, wantsJson, wholeNumber } from '../options.ts';
import { print, printJson, printTable } from '../terminal.ts';

interface PublishOptions {
  station?: string;
  name?: string;
  latitude?: number;
  longitude?: number;
  elevation?: number;
  time?: string;
  sequence?: number;
  id?: string;
  condition?: WeatherConditionWord;
  [measured: string]: string | number | undefined;
}

/** Flag by flag, what is measured. */
const quantities = [
  { flag: 'temperature', property: 'air_temperature', unit: 'Cel', from: -150, to: 150 },
  { flag: 'dewPoint', property: 'dew_point_temperature', unit: 'Cel', from: -150, to: 150 },
  { flag: 'humidity', property: 'relative_humidity', unit: '%', from: 0, to: 120 },
  { flag: 'pressure', property: 'air_pressure_at_mean_sea_level', unit: 'hPa', from: 500, to: 1200 },
  { flag: 'windSpeed', property: 'wind_speed', unit: 'm/s', from: 0, to: 150 },
  { flag: 'windDirection', property: 'wind_from_direction', unit: 'deg', from: 0, to: 360 },
  { flag: 'precipitation', property: 'precipitation_amount', unit: 'mm', from: 0, to: 2000 },
  { flag: 'visibility', property: 'visibility_in_air', unit: 'm', from: 0, to: 200_000 },
] as const;

export function publishCommand(): Command {
  const command = new Command('publish')
    .description('publish an observation from flags, or events from a file or stdin')
    .addArgument(new Argument('[file]', 'one event, a JSON array, or JSON lines; - is stdin'))
    .option('--station <id>', 'the observation is of this station', stationId)
    .option('--name <name>', 'what the station is called; else as in its last observation')
    .option('--latitude <degrees>', 'of the station, north is positive', decimalNumber(-90, 90))
    .option('--longitude <degrees>', 'of the station, east is positive', decimalNumber(-180, 180))
    .option('--elevation <metres>', 'of the station', decimalNumber(-500, 9000))
    .option('--time <time>', 'when it was measured; now if absent', utcTime)
    .option('--sequence <number>', "the station's counter; the next if absent", wholeNumber(1, 999_999_999_999))
    .option('--id <id>', 'of the event; <station>-<sequence> if absent')
    .addOption(new Option('--condition <word>', 'weather condition').choices(weatherConditionWords));
  for (const { flag, unit, from, to } of quantities) {
    const name = flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    command.option(`--${name} <number>`, `in ${unit}`, decimalNumber(from, to));
  }
  return withExamples(command.action(run), [
    'weather publish --station roof --latitude 40.7 --longitude -74 --temperature 21.5 --condition clear',
    'weather publish events.json',
    'weather tail --station JFK --limit 5 --json | weather --url http://127.0.0.1:4000 publish -',
  ]);
}

async function run(file: string | undefined, options: PublishOptions, command: Command): Promise<void> {
  const events = await eventsToPublish(file, options, command);
  const results = await publishAll(messageQueueOf(command), events);
  if (wantsJson(command)) printJson(answerOf(events, results));
  else show(events, results);
}

async function eventsToPublish(
  file: string | undefined,
  options: PublishOptions,
  command: Command,
): Promise<WeatherEvent[]> {
  const flags = Object.keys(options).filter((name) => !['url', 'simulationUrl', 'json'].includes(name));
  if (file !== undefined && flags.length > 0) {
    throw new Failure('publish takes either a file or an observation in flags, not both', { exitCode: 2 });
  }
  if (options.station !== undefined) return [await draftOf(options, options.station, command)];
  if (flags.length > 0) throw new Failure('an observation in flags needs --station', { exitCode: 2 });
  if (file === undefined && process.stdin.isTTY) {
    throw new Failure('there is nothing to publish', {
      exitCode: 2,
      hint: 'give --station and what it measured, or a file, or pipe events in; see weather publish --help',
    });
  }
  return readEvents(file ?? '-');
}

function draftOf(options: PublishOptions, id: string, command: Command): Promise<WeatherEvent> {
  const result: ObservationResult = {};
  for (const { flag, property, unit } of quantities) {
    if (options[flag] !== undefined) Object.assign(result, { [property]: { value: options[flag], unit } });
  }
  if (options.condition !== undefined) result.weather_condition = weatherCondition(options.condition);
  if (Object.keys(result).length === 0) {
    throw new Failure('an observation must hold something measured', {
      exitCode: 2,
      hint: 'such as --temperature 21.5 or --condition rain',
    });
  }
  const { name, latitude, longitude, elevation, sequence } = options;
  const told = Object.fromEntries(
    Object.entries({ name, latitude, longitude, elevation }).filter(([, value]) => value !== undefined),
  );
  const time = options.time ?? `${new Date().toISOString().slice(0, 19)}Z`;
  return nextObservation(messageQueueOf(command), { station: { id, ...told }, time, result, sequence, id: options.id });
}

function answerOf(events: readonly WeatherEvent[], results: PublishedBatch['results']) {
  return {
    accepted: results.length,
    duplicates: results.filter(({ duplicate }) => duplicate).length,
    results: results.map((result, at) => ({ source: events[at]!.source, id: events[at]!.id, ...result })),
  };
}

/** Few events are listed; of many, the sum is told. */
function show(events: readonly WeatherEvent[], results: PublishedBatch['results']): void {
  const { accepted, duplicates, results: rows } = answerOf(events, results);
  if (accepted <= 20) {
    printTable(rows, [
      { title: 'POSITION', right: true, of: ({ position }) => position },
      { title: 'EVENT', of: ({ id }) => id },
      {
        title: 'OUTCOME',
        of: ({ duplicate }) => (duplicate ? 'was there already' : 'stored'),
        style: ({ duplicate }) => (duplicate ? 'yellow' : 'green'),
      },
    ]);
    return;
  }
  const positions = rows.map(({ position }) => position);
  const [first, last] = [positions.reduce((a, b) => Math.min(a, b)), positions.reduce((a, b) => Math.max(a, b))];
  print(`${accepted - duplicates} events stored, ${duplicates} were there already; positions ${first} to ${last}`);
}
