import { Command } from 'commander';
import { openCluster } from '../cluster.ts';
import { Failure } from '../failure.ts';
import { contextOf, withExamples } from '../options.ts';
import { type Status, readStatus } from '../status.ts';
import type { World } from '../world.ts';

export function statusCommand(world: World): Command {
  const command = new Command('status')
    .description('show on one screen what runs')
    .option('--json', 'print JSON for scripts')
    .action(({ json = false }: { json?: boolean }, self: Command) => showStatus(world, contextOf(self), json));
  return withExamples(command, ['pnpm cluster status', 'pnpm --silent cluster status --json']);
}

async function showStatus(world: World, context: string | undefined, json: boolean): Promise<void> {
  const found = await readStatus(await openCluster(world, context), world.signal);
  if (json) world.print(JSON.stringify(found, null, 2));
  else for (const line of statusLines(found)) world.print(line);
  if (found.workloads.length === 0) throw new Failure('the system is not deployed', 'Deploy it: pnpm cluster up');
  if (!found.up) throw new Failure('not everything is up', 'Go on: pnpm cluster up');
}

export function statusLines(status: Status): string[] {
  const { workloads, gateway, gatewayTrouble, lastForecastSeconds } = status;
  const wide = Math.max(...workloads.map(({ name }) => name.length), 0);
  return [
    `context   ${status.context} (${status.server}), Kubernetes ${status.kubernetes}`,
    `Istio     ${status.istio}`,
    `gateway   ${gateway === null ? (gatewayTrouble ?? 'not asked') : `${gateway.url} (${gateway.how})`}`,
    `forecast  ${lastForecastSeconds === null ? 'none known' : `${lastForecastSeconds} s ago`}`,
    '',
    ...workloads.map(({ name, ready, desired, containers, restarts, image, trouble }) =>
      `${name.padEnd(wide)}  ${ready}/${desired} ready  ${containers ?? '0/0'} containers  ${restarts} restarts  ${image}  ${trouble ?? ''}`.trimEnd(),
    ),
  ];
}
