import { deadLettersPageSchema, deadLettersPath, redrivenSchema, type DeadLetter } from '@weather/contracts';
import { Command, Option } from 'commander';
import { ask } from '../client/http.ts';
import { minute } from '../event-text.ts';
import { withExamples } from '../examples.ts';
import { Failure } from '../failure.ts';
import { messageQueueOf, wantsJson, wholeNumber } from '../options.ts';
import { note, print, printJson, printTable, type Column } from '../terminal.ts';

const anyId = wholeNumber(0, Number.MAX_SAFE_INTEGER);

const columns: Column<DeadLetter>[] = [
  { title: 'ID', right: true, of: ({ id }) => id },
  { title: 'SUBSCRIPTION', of: ({ subscription }) => subscription },
  { title: 'POSITION', right: true, of: ({ position }) => position },
  { title: 'STATION', of: ({ event }) => event.partitionkey },
  { title: 'FAILED', of: ({ failedAt }) => minute(failedAt) },
  { title: 'TRIES', right: true, of: ({ attempts }) => attempts },
  { title: 'STATUS', right: true, of: ({ lastStatus }) => lastStatus ?? 'none', style: () => 'red' },
  { title: 'ERROR', of: ({ lastError }) => lastError },
];

export function deadLettersCommand(): Command {
  const command = new Command('dead-letters').description('events that a subscriber could not be given');
  const list = new Command('list')
    .description('list them, oldest first')
    .option('--subscription <id>', 'only of this subscription')
    .option('--after <id>', 'only ids greater than this', anyId)
    .addOption(new Option('-n, --limit <count>', 'at most so many').argParser(wholeNumber(1, 1000)).default(100))
    .action(runList);
  const redrive = new Command('redrive')
    .description('try them again: those of a subscription, or those listed')
    .argument('[ids...]', 'ids of dead letters', (id, before?: number[]) => [...(before ?? []), anyId(id)])
    .option('--subscription <id>', 'all of this subscription')
    .action(runRedrive);
  command.addCommand(withExamples(list, ['weather dead-letters list --subscription machine-learning-v1']));
  command.addCommand(
    withExamples(redrive, [
      'weather dead-letters redrive 4 5 6',
      'weather dead-letters redrive --subscription machine-learning-v1',
    ]),
  );
  return command;
}

async function runList(
  options: { subscription?: string; after?: number; limit: number },
  command: Command,
): Promise<void> {
  const page = await ask(messageQueueOf(command), {
    path: deadLettersPath,
    query: { ...options },
    schema: deadLettersPageSchema,
  });
  if (wantsJson(command)) return printJson(page);
  if (page.items.length === 0) return note('there are no dead letters');
  printTable(page.items, columns);
  if (page.next) note(`there are more: go on with --after ${page.next.after}`);
}

async function runRedrive(ids: number[], { subscription }: { subscription?: string }, command: Command): Promise<void> {
  if ((subscription === undefined) === (ids.length === 0)) {
    throw new Failure('redrive takes either ids or --subscription', {
      exitCode: 2,
      hint: 'for example: weather dead-letters redrive 4 5 6',
    });
  }
  const answer = await ask(messageQueueOf(command), {
    method: 'POST',
    path: `${deadLettersPath}/redrive`,
    body: JSON.stringify(subscription === undefined ? { ids } : { subscription }),
    contentType: 'application/json',
    schema: redrivenSchema,
  });
  if (wantsJson(command)) printJson(answer);
  else print(`${answer.redriven} will be tried again`);
  if (answer.redriven === 0)
    throw new Failure('there is no such dead letter', { hint: 'weather dead-letters list shows them' });
}
