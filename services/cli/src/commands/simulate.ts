import {
  observationModeSchema,
  performSimulationPath,
  performSimulationQuerySchema,
  simulationAccountSchema,
  type SimulationAccount,
} from '@weather/contracts';
import { Command, Option } from 'commander';
import { ask } from '../client/http.ts';
import { withExamples } from '../examples.ts';
import { Failure } from '../failure.ts';
import { asInQuery, duration, simulationOf, wantsJson } from '../options.ts';
import { note, printFacts, printJson } from '../terminal.ts';

const query = performSimulationQuerySchema.shape;
const plain = (text: string) => text;

interface SimulateOptions {
  duration: number;
  [parameter: string]: string | number | boolean | undefined;
}

export function simulateCommand(): Command {
  const command = new Command('simulate')
    .description('have stations simulated for a while, and show what became of it')
    .addOption(
      new Option('--duration <time>', 'how long: 1500 (ms), 10s, 2m, 1h')
        .argParser(asInQuery(query.duration, duration))
        .default(10_000, '10s'),
    )
    .addOption(
      new Option('--type <type>', 'what is measured').choices(observationModeSchema.options).default('weather'),
    )
    .addOption(
      new Option('--threads <count>', 'senders at work at once').argParser(asInQuery(query.threads, plain)).default(1),
    )
    .option('--rate <number>', 'observations per second over all stations', asInQuery(query.rate, plain))
    .addOption(
      new Option('--speed <number>', 'simulated seconds per second')
        .argParser(asInQuery(query.speed, plain))
        .conflicts('rate'),
    )
    .addOption(
      new Option('--source <source>', 'made-up weather, or the observations of 2013')
        .choices(['synthetic', 'replay'])
        .default('synthetic'),
    )
    .option('--stations <list>', 'how many, or ids with commas between them', asInQuery(query.stations, plain))
    .option('--seed <number>', 'the same seed gives the same events', asInQuery(query.seed, plain))
    .option('--faults <chance>', 'chance per observation that a sensor fault begins', asInQuery(query.faults, plain))
    .option('--resume', 'go on after the last observation that is stored of each station')
    .action(run);
  return withExamples(command, [
    'weather simulate --duration 10s --threads 4 --rate 100',
    'weather simulate --source replay --speed 3600 --duration 1m --resume',
    'weather simulate --seed 7 --faults 0.01 --json',
  ]);
}

async function run(options: SimulateOptions, command: Command): Promise<void> {
  const stopClock = startClock(options.duration);
  const account = await ask(simulationOf(command), {
    method: 'POST',
    path: performSimulationPath,
    query: options,
    schema: simulationAccountSchema,
    timeoutMs: 0,
  }).finally(stopClock);
  if (wantsJson(command)) printJson(account);
  else show(account);
  if (account.generated === 0)
    throw new Failure('no observation was made', { hint: 'give it longer, or ask for a higher --rate or --speed' });
  if (account.acked === 0)
    throw new Failure('no observation was stored', {
      hint: 'is message-queue running, and does simulation know where (MESSAGE_QUEUE_URL)?',
    });
}

/** Shows on a terminal that time passes; gives what ends it. */
function startClock(durationMs: number): () => void {
  const { stderr } = process;
  if (!stderr.isTTY) return () => {};
  const startedAt = performance.now();
  const timer = setInterval(() => {
    const seconds = (performance.now() - startedAt) / 1000;
    stderr.write(
      `\r\u001b[Ksimulating: ${seconds.toFixed(0)} of ${(durationMs / 1000).toFixed(0)} s (Ctrl-C stops it)`,
    );
  }, 250);
  return () => {
    clearInterval(timer);
    stderr.write('\r\u001b[K');
  };
}

function show(account: SimulationAccount): void {
  const { durationMs, acked, stations } = account;
  printFacts([
    ['seed', account.seed],
    [
      'stations',
      stations.length > 6 ? `${stations.length}: ${stations.slice(0, 5).join(', ')}, ...` : stations.join(', '),
    ],
    [
      'ran for',
      `${(durationMs / 1000).toFixed(1)} s, ${((acked * 1000) / Math.max(1, durationMs)).toFixed(1)} stored per second`,
    ],
    ['generated', account.generated],
    ['stored', `${acked}, of which ${account.duplicates} were there already`],
    ['failed', account.failed],
    ['requests', `${account.sent}, of which ${account.retried} were repeated`],
    ['late', account.late],
    ['planted faults', account.plantedFaults],
  ]);
  if (acked > 0 && account.duplicates === acked)
    note('all were there already: take --resume to go on, or another --seed');
}
