import { join } from 'node:path';
import { eventTypes, eventsPath } from '@weather/contracts';
import { type Subscriber, findSubscribers } from './subscribers.ts';

/** Stopping begins with who sends or looks, goes on with who answers, and ends with the event log. */
export type Role = 'caller' | 'subscriber' | 'event-log';

export interface ServiceDefinition {
  name: string;
  role: Role;
  /** The service's package, from the root of the project. */
  folder: string;
  port: number;
  url: string;
  environment: Record<string, string>;
}

interface Place {
  name: string;
  role: Role;
  folder: string;
  /** Its port, counted from that of the page. */
  offset: number;
}

const models = { 'machine-learning-v1': 'v1', 'machine-learning-v2': 'v2' };

/** The five processes that are always there, in the order in which they start. */
const own: readonly Place[] = [
  { name: 'message-queue', role: 'event-log', folder: 'services/message-queue', offset: 2 },
  { name: 'machine-learning-v1', role: 'subscriber', folder: 'services/machine-learning', offset: 3 },
  { name: 'machine-learning-v2', role: 'subscriber', folder: 'services/machine-learning', offset: 4 },
  { name: 'simulation', role: 'caller', folder: 'services/simulation', offset: 1 },
  { name: 'gui', role: 'caller', folder: 'services/gui', offset: 0 },
];

const added: readonly Subscriber[] = findSubscribers(join(import.meta.dirname, '../..'));

const places: readonly Place[] = [
  ...own,
  ...added.map(({ name, portOffset }) => ({
    name,
    role: 'subscriber' as const,
    folder: `services/${name}`,
    offset: portOffset,
  })),
];

/** Port offsets of all services by name, in the order in which they start. */
export const portOffsets: ReadonlyMap<string, number> = new Map(places.map(({ name, offset }) => [name, offset]));

/** Beyond the page's port, so many are taken at most. */
export const highestPortOffset = Math.max(...portOffsets.values());

/** What a service needs to be told beside HOST, PORT and POD_NAME. */
function environmentOf(name: string, url: (name: string) => string, dataFolder: string): Record<string, string> {
  const queue = { MESSAGE_QUEUE_URL: url('message-queue') };
  if (name === 'message-queue') return { DATA_FOLDER: dataFolder, SUBSCRIPTIONS: JSON.stringify(subscriptions(url)) };
  if (name === 'gui') return { ...queue, SIMULATION_URL: url('simulation') };
  const model = Object.entries(models).find(([of]) => of === name)?.[1];
  return model === undefined ? queue : { ...queue, MODEL: model };
}

/** The models are given all that the log holds; what is added reads by itself what was before it. */
function subscriptions(url: (name: string) => string) {
  const subscription = (id: string, types: string[], start: 'earliest' | 'latest') => {
    return { id, sink: url(id) + eventsPath, types, start };
  };
  return [
    ...Object.keys(models).map((name) => subscription(name, [eventTypes.observation], 'earliest')),
    ...added.map(({ name, subscribesTo }) => subscription(name, subscribesTo, 'latest')),
  ];
}

/** The processes of the system on one machine, in the order in which they start. */
export function defineServices({ port, dataFolder }: { port: number; dataFolder: string }): ServiceDefinition[] {
  const portOf = (name: string) => port + portOffsets.get(name)!;
  const url = (name: string) => `http://127.0.0.1:${portOf(name)}`;
  return places.map(({ name, role, folder }) => ({
    name,
    role,
    folder,
    port: portOf(name),
    url: url(name),
    environment: {
      HOST: '127.0.0.1',
      PORT: String(portOf(name)),
      POD_NAME: name,
      ...environmentOf(name, url, dataFolder),
    },
  }));
}
