import { statsPath, statsSchema, type Stats } from '@weather/contracts';
import { Command, Option } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from '../client/http.ts';
import { withExamples } from '../examples.ts';
import { decimalNumber, messageQueueOf, wantsJson } from '../options.ts';
import { print, printFacts, printJson, printTable } from '../terminal.ts';
import { subscriptionColumns } from './subscriptions.ts';

export function statsCommand(): Command {
  const command = new Command('stats')
    .description('show what message-queue holds and does')
    .addOption(
      new Option('--watch [seconds]', 'show it again and again; ends with Ctrl-C')
        .argParser(decimalNumber(0.1, 3600))
        .preset('2'),
    )
    .action(run);
  return withExamples(command, ['weather stats', 'weather stats --watch 5', 'weather stats --json | jq .lastPosition']);
}

async function run({ watch }: { watch?: number }, command: Command): Promise<void> {
  const ending = new AbortController();
  if (watch !== undefined) process.once('SIGINT', () => ending.abort());
  while (!ending.signal.aborted) {
    const stats = await ask(messageQueueOf(command), { path: statsPath, schema: statsSchema });
    if (watch !== undefined && wantsJson(command)) print(JSON.stringify(stats));
    else if (wantsJson(command)) printJson(stats);
    else show(stats, watch !== undefined);
    if (watch === undefined) return;
    await sleep(watch * 1000, undefined, { signal: ending.signal }).catch(() => {});
  }
}

function show(stats: Stats, again: boolean): void {
  if (again && process.stdout.isTTY) process.stdout.write('\u001b[H\u001b[J');
  printFacts([
    ['events', stats.events],
    ['positions', stats.events === 0 ? 'none yet' : `${stats.firstPosition} to ${stats.lastPosition}`],
    ['on disk', `${(stats.bytes / 1024 / 1024).toFixed(1)} MiB`],
    ['published', `${stats.publishedPerSecond.toFixed(1)} per second, ${stats.duplicates} duplicates since start`],
    ['delivered', `${stats.deliveredPerSecond.toFixed(1)} per second`],
    ['stream readers', stats.streams],
  ]);
  if (stats.subscriptions.length === 0) return;
  print('');
  printTable(stats.subscriptions, subscriptionColumns);
}
