import {
  eventTypes,
  subscriptionSchema,
  subscriptionsPath,
  subscriptionsSchema,
  type Subscription,
} from '@weather/contracts';
import { Command, Option } from 'commander';
import { ask } from '../client/http.ts';
import { shortTypes } from '../event-text.ts';
import { withExamples } from '../examples.ts';
import { httpUrl, messageQueueOf, wantsJson } from '../options.ts';
import { note, print, printFacts, printJson, printTable, type Column } from '../terminal.ts';

const typesOf = ({ types }: Subscription) => types.map((type) => shortTypes[type] ?? type).join(',');

export const subscriptionColumns: Column<Subscription>[] = [
  { title: 'ID', of: ({ id }) => id },
  { title: 'SINK', of: ({ sink }) => sink },
  { title: 'TYPES', of: typesOf },
  { title: 'STATE', of: ({ state }) => state, style: ({ state }) => (state === 'active' ? 'green' : 'red') },
  { title: 'POSITION', right: true, of: ({ position }) => position },
  { title: 'LAG', right: true, of: ({ lag }) => lag },
  { title: 'RETRYING', right: true, of: ({ retrying }) => retrying },
  { title: 'DELIVERED', right: true, of: ({ delivered }) => delivered },
  {
    title: 'DEAD',
    right: true,
    of: ({ deadLetters }) => deadLetters,
    style: ({ deadLetters }) => (deadLetters > 0 ? 'red' : undefined),
  },
];

export function subscriptionsCommand(): Command {
  const command = new Command('subscriptions').description('who gets events pushed, and how far they are');
  command.addCommand(
    withExamples(new Command('list').description('list all').action(list), ['weather subscriptions list']),
  );
  command.addCommand(
    withExamples(new Command('show').description('show one').argument('<id>').action(show), [
      'weather subscriptions show machine-learning-v1',
    ]),
  );
  command.addCommand(createCommand());
  command.addCommand(
    withExamples(
      new Command('delete').description('end one; its dead letters go too').argument('<id>').action(remove),
      ['weather subscriptions delete trial'],
    ),
  );
  return command;
}

function createCommand(): Command {
  const command = new Command('create')
    .description('have events pushed to a URL')
    .requiredOption('--sink <url>', 'where each event is POSTed to; message-queue must allow it', httpUrl)
    .addOption(
      new Option('--types <type...>', 'of these types').choices(Object.keys(eventTypes)).default(['observation']),
    )
    .option('--id <id>', 'its name; drawn when absent')
    .addOption(
      new Option('--start <start>', 'begin with the next event, or the oldest that is kept')
        .choices(['latest', 'earliest'])
        .default('latest'),
    )
    .action(create);
  return withExamples(command, [
    'weather subscriptions create --id trial --sink http://127.0.0.1:4000/api/v1/events',
    'weather subscriptions create --sink http://127.0.0.1:4000/ --types forecast anomaly --start earliest',
  ]);
}

async function list(_options: unknown, command: Command): Promise<void> {
  const page = await ask(messageQueueOf(command), { path: subscriptionsPath, schema: subscriptionsSchema });
  if (wantsJson(command)) printJson(page);
  else if (page.items.length === 0) note('nobody is subscribed');
  else printTable(page.items, subscriptionColumns);
}

const pathOf = (id: string) => `${subscriptionsPath}/${encodeURIComponent(id)}`;

async function show(id: string, _options: unknown, command: Command): Promise<void> {
  const subscription = await ask(messageQueueOf(command), { path: pathOf(id), schema: subscriptionSchema });
  if (wantsJson(command)) printJson(subscription);
  else
    printFacts(
      Object.entries(subscription).map(([name, value]) => [
        name,
        name === 'types' ? typesOf(subscription) : String(value),
      ]),
    );
}

interface CreateOptions {
  sink: string;
  types: (keyof typeof eventTypes)[];
  id?: string;
  start: 'latest' | 'earliest';
}

async function create({ types, ...rest }: CreateOptions, command: Command): Promise<void> {
  const body = { ...rest, types: types.map((type) => eventTypes[type]) };
  const subscription = await ask(messageQueueOf(command), {
    method: 'POST',
    path: subscriptionsPath,
    body: JSON.stringify(body),
    contentType: 'application/json',
    schema: subscriptionSchema,
  });
  if (wantsJson(command)) printJson(subscription);
  else
    print(
      `${subscription.id} gets ${typesOf(subscription)} after position ${subscription.position} at ${subscription.sink}`,
    );
}

async function remove(id: string, _options: unknown, command: Command): Promise<void> {
  await ask(messageQueueOf(command), { method: 'DELETE', path: pathOf(id) });
  if (wantsJson(command)) printJson({ deleted: id });
  else print(`${id} is deleted`);
}
