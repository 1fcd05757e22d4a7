import { eventsPath, modelPath, performSimulationPath, simulationAccountSchema } from '@weather/contracts';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bench, MadeElsewhere } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import { servicePort, urlOf } from '../names.ts';
import { sequentially } from '../requests.ts';
import { service, sink } from './rules.ts';
import { asking, simulating, type User } from './users.ts';

const requests = 1200;
/** Of each user's simulation. */
const observations = 60;

const models = ['machine-learning-v1', 'machine-learning-v2'];
const atModels = models.map((workload) => ({ workload, side: 'server' as const }));

const named = (users: readonly User[]) => ({ variants: users.map(({ headers }) => ({ headers })) });

/** First where the client's own proxy reads the header; then where it has to have come through two services. */
export async function makeUsersTraffic(bench: Bench): Promise<Phase[]> {
  const plan = sequentially({ url: urlOf(service, modelPath), requests, ...named(asking) });
  const watch = { proxies: atModels, services: models };
  const direct = await bench.phase({ name: 'direct', title: 'A client asks for several users' }, plan, watch);
  const id = `lab/${bench.run}/carried`;
  const callers = ['client', 'message-queue'].map((workload) => ({ workload, side: 'client' as const }));
  const carried = await bench.observe(
    { name: 'carried', title: 'The users have stations simulated; message-queue pushes what these observe' },
    { proxies: [...callers, ...atModels], services: models },
    ({ userAgent, path, authority }) =>
      userAgent.startsWith(`${id}/`) || (path === eventsPath && authority === `${sink}:${servicePort}`),
    () => simulate(bench, id),
  );
  return [direct, carried];
}

/** All users at the same time, so that nothing but the header tells their observations apart. */
async function simulate(bench: Bench, id: string): Promise<MadeElsewhere> {
  const plan = sequentially({
    url: urlOf('simulation', performSimulationPath),
    method: 'POST',
    requests: simulating.length,
    concurrency: simulating.length,
    variants: simulating.map(({ headers }, index) => ({ headers, url: simulationUrl(bench.run, index) })),
    timeoutMs: 60_000,
    keepBodies: true,
  });
  const { records, statuses } = await bench.client.run({ ...plan, id });
  const accounts = records.map(({ index, body }) => {
    const { acked, duplicates } = simulationAccountSchema.parse(body);
    return { user: simulating[index]!.name, pushes: acked - duplicates };
  });
  const pushes = accounts.reduce((sum, account) => sum + account.pushes, 0);
  // The models have them within milliseconds, but both subscriptions of message-queue should be through.
  await delay(1000, undefined, { signal: bench.signal });
  return { statuses: { ...statuses, 200: (statuses['200'] ?? 0) + pushes }, more: { accounts } };
}

function simulationUrl(run: string, index: number): string {
  // A seed that was used before would make observations that message-queue already has, and does not push again.
  const seed = (Number.parseInt(run, 16) + index) % 2 ** 32;
  const query = `duration=${observations * 50}&type=weather&threads=1&stations=1&rate=20&seed=${seed}`;
  return `${urlOf('simulation', performSimulationPath)}?${query}`;
}
