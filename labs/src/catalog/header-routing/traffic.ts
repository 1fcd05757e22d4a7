import { eventsPath, modelPath, performSimulationPath, simulationAccountSchema } from '@weather/contracts';
import type { Bench, MadeElsewhere } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import { bodyOf } from '../body-of.ts';
import { servicePort, urlOf } from '../names.ts';
import { sequentially } from '../requests.ts';
import { accountsOf, pushesIn } from './checks.ts';
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
    { proxies: [...callers, ...atModels], services: models, unwatched: ['simulation'] },
    ({ userAgent, path, authority }) =>
      userAgent.startsWith(`${id}/`) || (path === eventsPath && authority === `${sink}:${servicePort}`),
    () => simulate(bench, id),
  );
  return [direct, withPushesAsLogged(carried)];
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
  const accounts = records.map((record) => {
    const { acked, duplicates } = bodyOf(record, 'simulation', simulationAccountSchema);
    return { user: simulating[record.index]!.name, pushes: acked - duplicates };
  });
  // What is still to be pushed, to either model, belongs to this traffic.
  await bench.untilQuiet();
  return { statuses: plus(statuses, { 200: pushesOf(accounts) }), more: { accounts } };
}

/**
 * With the statuses that pushes had, of which nobody on their side tells but message-queue's proxy. A push that failed is
 * made again, so there may be more lines than observations. If there are fewer, the rest stays as if it were answered: then
 * the witnesses disagree.
 */
export function withPushesAsLogged(phase: Phase): Phase {
  const lines = pushesIn(phase);
  const told = Math.min(lines.length, pushesOf(accountsOf(phase)));
  let statuses = plus(phase.load.statuses, { 200: -told });
  for (const { status } of lines) statuses = plus(statuses, { [status]: 1 });
  return { ...phase, load: { ...phase.load, statuses } };
}

const pushesOf = (accounts: readonly { pushes: number }[]) => accounts.reduce((sum, { pushes }) => sum + pushes, 0);

function plus(statuses: Record<string, number>, more: Record<string, number>): Record<string, number> {
  const sums = { ...statuses };
  for (const [status, count] of Object.entries(more)) sums[status] = (sums[status] ?? 0) + count;
  return sums;
}

function simulationUrl(run: string, index: number): string {
  // A seed that was used before would make observations that message-queue already has, and does not push again.
  const seed = (Number.parseInt(run, 16) + index) % 2 ** 32;
  const query = `duration=${observations * 50}&type=weather&threads=1&stations=1&rate=20&seed=${seed}`;
  return `${urlOf('simulation', performSimulationPath)}?${query}`;
}
