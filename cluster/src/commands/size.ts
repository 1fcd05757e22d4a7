import { cpus, totalmem } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { type Cluster, openCluster } from '../cluster.ts';
import { reachGateway } from '../gateway.ts';
import { contextOf, withExamples } from '../options.ts';
import { readContainers } from '../size/containers.ts';
import { type Load, runLoad } from '../size/load.ts';
import { type Measured, sizeTable, sizeVerdict } from '../size/table.ts';
import { readSamples, type Samples, usageOf } from '../size/usage.ts';
import type { World } from '../world.ts';

/** Kubelets renew their figures every 10 to 15 seconds. */
const sampleEveryMs = 5000;

export function sizeCommand(world: World): Command {
  const command = new Command('size')
    .description(
      'measure memory and CPU of every container, idle and under load, and say whether it fits a small minikube',
    )
    .option('--rate <n>', 'observations per second', wholeNumber, 200)
    .option('--stations <n>', 'stations that the observations are of', wholeNumber, 40)
    .option('--seconds <n>', 'of each of the two measurements', wholeNumber, 60)
    .action((load: Load, self: Command) => size(world, contextOf(self), load));
  return withExamples(command, ['pnpm cluster size', 'pnpm cluster size --stations 1000 --seconds 120']);
}

function wholeNumber(text: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return Number(text);
}

async function size(world: World, context: string | undefined, load: Load): Promise<void> {
  const cluster = await openCluster(world, context);
  const route = await reachGateway(cluster.kubectl, cluster.istio);
  try {
    world.say(`idle for ${load.seconds} s`);
    const idle = await sample(world, cluster, pause(load.seconds * 1000, undefined, { signal: world.signal }));
    world.say(`${load.rate} observations per second of ${load.stations} stations for ${load.seconds} s`);
    const running = runLoad(route.url, load, world.signal);
    const busy = await sample(world, cluster, running);
    const acked = (await running).reduce((sum, account) => sum + account.acked, 0);
    const reached = acked / load.seconds;
    const measured = await join(cluster, idle, busy);
    for (const line of sizeTable(measured, `${reached.toFixed(0)}/s`)) world.print(line);
    world.print('');
    world.print(
      `${new Date().toISOString().slice(0, 10)}, ${machine(cluster)}; CPU in millicores (mean), memory as working set in MiB (highest).`,
    );
    world.print(`${acked} observations of ${load.stations} stations in ${load.seconds} s, forecast by both models.`);
    if (reached < 0.95 * load.rate) world.print(`${load.rate} per second were asked for: the machine was too busy.`);
    for (const line of sizeVerdict(measured)) world.print(line);
  } finally {
    route.close();
  }
}

/** Samples until the work is done. */
async function sample({ signal }: World, { kubectl }: Cluster, work: Promise<unknown>): Promise<Samples[]> {
  const series: Samples[] = [];
  const end = work.then(() => true);
  const soon = () => pause(sampleEveryMs, false, { signal });
  do {
    series.push(await readSamples(kubectl));
  } while (!(await Promise.race([end, soon()])));
  return [...series, await readSamples(kubectl)];
}

async function join({ kubectl, istio }: Cluster, idle: Samples[], busy: Samples[]): Promise<Measured[]> {
  const containers = await readContainers(kubectl, istio);
  return containers.map((one) => ({ ...one, idle: usageOf(idle, one.key), busy: usageOf(busy, one.key) }));
}

function machine({ kubernetesVersion, istio }: Cluster): string {
  const [{ model } = { model: 'unknown CPU' }] = cpus();
  return `${cpus().length} × ${model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Kubernetes ${kubernetesVersion}, Istio ${istio.version}`;
}
