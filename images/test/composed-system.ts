import {
  type SimulationAccount,
  type StoredEvent,
  eventsPageSchema,
  eventsPath,
  performSimulationPath,
  simulationAccountSchema,
} from '@weather/contracts';
import { request } from 'undici';
import { docker, freePort } from './docker.ts';

/** The system as docker-compose.yml describes it, under a project name and on ports of its own. */
export async function composedSystem() {
  const project = `weather-test-${process.pid}`;
  const names = ['WEATHER_PORT', 'SIMULATION_PORT', 'MESSAGE_QUEUE_PORT', 'PROMETHEUS_PORT'];
  const ports = new Map<string, number>();
  for (const name of names) ports.set(name, await freePort());
  const environment = Object.fromEntries([...ports].map(([name, port]) => [name, String(port)]));
  const compose = (...args: string[]) => docker(['compose', '--project-name', project, ...args], environment);
  const url = (name: string, path = '') => `http://127.0.0.1:${ports.get(name)}${path}`;

  /** Everything in the log, in its order. */
  async function events(): Promise<StoredEvent[]> {
    const all: StoredEvent[] = [];
    for (let after = 0; ;) {
      const { body } = await request(url('MESSAGE_QUEUE_PORT', `${eventsPath}?limit=1000&after=${after}`));
      const { items, next } = eventsPageSchema.parse(await body.json());
      all.push(...items);
      if (next?.after === undefined) return all;
      after = next.after;
    }
  }

  async function simulate(query: Record<string, string>): Promise<SimulationAccount> {
    const path = url('SIMULATION_PORT', performSimulationPath);
    const { statusCode, body } = await request(path, { method: 'POST', query });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`simulation answered ${statusCode}: ${text}`);
    return simulationAccountSchema.parse(JSON.parse(text));
  }

  return {
    compose,
    url,
    events,
    simulate,
    async up(...options: string[]) {
      const begun = performance.now();
      await compose('up', '--wait', '--wait-timeout', '180', ...options);
      return (performance.now() - begun) / 1000;
    },
    down: (...options: string[]) => compose('down', ...options),
  };
}

export type ComposedSystem = Awaited<ReturnType<typeof composedSystem>>;
