import { eventTypes, eventsPath } from '@weather/contracts';

export const serviceNames = [
  'message-queue',
  'machine-learning-v1',
  'machine-learning-v2',
  'simulation',
  'gui',
] as const;

export type ServiceName = (typeof serviceNames)[number];

export interface ServiceDefinition {
  name: ServiceName;
  /** The service's package, from the root of the project. */
  folder: string;
  port: number;
  url: string;
  environment: Record<string, string>;
}

const offsets: Record<ServiceName, number> = {
  gui: 0,
  simulation: 1,
  'message-queue': 2,
  'machine-learning-v1': 3,
  'machine-learning-v2': 4,
};

/** What a service needs to be told beside HOST, PORT and POD_NAME. */
function environmentOf(url: (name: ServiceName) => string, dataFolder: string) {
  const queue = { MESSAGE_QUEUE_URL: url('message-queue') };
  const models = ['machine-learning-v1', 'machine-learning-v2'] as const;
  return {
    'message-queue': {
      DATA_FOLDER: dataFolder,
      SUBSCRIPTIONS: JSON.stringify(
        models.map((id) => ({ id, sink: url(id) + eventsPath, types: [eventTypes.observation], start: 'earliest' })),
      ),
    },
    'machine-learning-v1': { ...queue, MODEL: 'v1' },
    'machine-learning-v2': { ...queue, MODEL: 'v2' },
    simulation: queue,
    gui: { ...queue, SIMULATION_URL: url('simulation') },
  } satisfies Record<ServiceName, Record<string, string>>;
}

/** The five processes of the system on one machine, in the order in which they start. */
export function defineServices({ port, dataFolder }: { port: number; dataFolder: string }): ServiceDefinition[] {
  const url = (name: ServiceName) => `http://127.0.0.1:${port + offsets[name]}`;
  const environment = environmentOf(url, dataFolder);
  return serviceNames.map((name) => ({
    name,
    folder: `services/${name.replace(/-v[12]$/, '')}`,
    port: port + offsets[name],
    url: url(name),
    environment: { HOST: '127.0.0.1', PORT: String(port + offsets[name]), POD_NAME: name, ...environment[name] },
  }));
}
