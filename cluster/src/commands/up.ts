import { Command, InvalidArgumentError, Option } from 'commander';
import { addressLines } from '../addresses.ts';
import { openCluster } from '../cluster.ts';
import { deploy } from '../deploy.ts';
import { waitForForecast } from '../first-forecast.ts';
import { reachGateway } from '../gateway.ts';
import { type Component, optionalComponents } from '../manifests.ts';
import { contextOf, withExamples } from '../options.ts';
import { waitForRollouts } from '../rollout.ts';
import type { World } from '../world.ts';

interface UpOptions {
  build: boolean;
  with?: Component[];
  patience: number;
}

export function upCommand(world: World): Command {
  const command = new Command('up')
    .description('build, deploy and wait until the first forecast comes through the gateway; again, it goes on')
    .option('--no-build', 'take the images that docker has (weather/<service>:dev)')
    .addOption(
      new Option(
        '--with <components>',
        `switch on ${optionalComponents.join(', ')} (comma between), or none; without it, what is on stays on`,
      ).argParser(components),
    )
    .addOption(
      new Option('--patience <seconds>', 'give up after this long without any progress')
        .argParser(wholeSeconds)
        .default(180),
    )
    .action((options: UpOptions, self: Command) => up(world, contextOf(self), options));
  return withExamples(command, [
    'pnpm cluster up',
    'pnpm cluster up --with observability',
    'IMAGE_LOAD="kind load docker-image --name course" pnpm cluster up --context my-cluster',
  ]);
}

function components(text: string): Component[] {
  if (text === 'none') return [];
  const names = text.split(',');
  const wrong = names.find((name) => !optionalComponents.some((known) => known === name));
  if (wrong !== undefined) throw new InvalidArgumentError(`There are ${optionalComponents.join(', ')} and none.`);
  return names as Component[];
}

function wholeSeconds(text: string): number {
  if (!/^[1-9][0-9]{0,4}$/.test(text)) throw new InvalidArgumentError('It must be a whole number of seconds.');
  return Number(text);
}

async function up(world: World, context: string | undefined, options: UpOptions): Promise<void> {
  const begun = performance.now();
  const cluster = await openCluster(world, context);
  const { kubectl, istio } = cluster;
  world.say(`context ${cluster.context.name}: Kubernetes ${cluster.kubernetesVersion}, Istio ${istio.version}`);
  const stallMs = options.patience * 1000;
  await deploy(world, cluster, { build: options.build, components: options.with, stallMs });
  await waitForRollouts(world, kubectl, stallMs);
  const route = await reachGateway(kubectl, istio);
  try {
    world.say(`the gateway answers at ${route.url} (${route.how})`);
    await waitForForecast(world, route.url, stallMs);
    world.say(`first forecast after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    for (const line of await addressLines(kubectl, istio, route)) world.print(line);
  } finally {
    route.close();
  }
}
