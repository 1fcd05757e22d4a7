import { join } from 'node:path';
import { assertPortsFree } from './ports.ts';
import type { LogPrinter } from './log-printer.ts';
import type { StartOptions } from './options.ts';
import { buildPage } from './page-build.ts';
import { runApart } from './run-apart.ts';
import { type Role, type ServiceDefinition, defineServices } from './service-definitions.ts';
import { type ServiceProcess, startService } from './service-process.ts';
import { StartError } from './start-error.ts';

/** Stopping is to end within 5 s of Ctrl-C. */
const stopDeadlineMs = 4800;

/**
 * First who sends and looks, then who answers, and the event log when nobody needs it any more: it waits 2 s for
 * subscribers, so that much is kept for it.
 */
const stopOrder: { role: Role; keepMs: number }[] = [
  { role: 'caller', keepMs: 3300 },
  { role: 'subscriber', keepMs: 2500 },
  { role: 'event-log', keepMs: 0 },
];

export interface RunningSystem {
  url(name: string): string;
  /** Rejects with a StartError when a service ends that was not asked to. */
  failed: Promise<never>;
  stop(): Promise<void>;
}

/**
 * Starts the services, each as a process of its own, and waits until all listen. Resolves with nothing when
 * it was interrupted meanwhile.
 * @throws StartError when something is in the way; nothing keeps running then, nor after an interruption.
 */
export async function startSystem(
  options: StartOptions,
  root: string,
  printer: LogPrinter,
  interrupted: AbortSignal,
): Promise<RunningSystem | undefined> {
  const definitions = defineServices(options);
  await clearTheWay(options, definitions, interrupted);
  if (!interrupted.aborted) await buildPage(root, interrupted);
  if (interrupted.aborted) return undefined;
  const started = await Promise.allSettled(
    definitions.map((definition) => startService(definition, root, printer, interrupted)),
  );
  const running = started.filter((result) => result.status === 'fulfilled').map((result) => result.value);
  const broken = started.find((result) => result.status === 'rejected');
  if (broken) {
    await stopAll(running);
    if (interrupted.aborted) return undefined;
    throw broken.reason;
  }
  let stopping = false;
  return {
    url: (name) => definitions.find((definition) => definition.name === name)!.url,
    failed: firstEnd(running, () => stopping),
    stop() {
      stopping = true;
      return stopAll(running);
    },
  };
}

/** The folder comes first: a system that runs already is known by it, whatever its ports. Nothing is forgotten before all is clear. */
async function clearTheWay(
  { dataFolder, fresh }: StartOptions,
  definitions: ServiceDefinition[],
  interrupted: AbortSignal,
) {
  const folderTask = (task: string) =>
    runApart(join(import.meta.dirname, 'data-folder-process.ts'), [task, dataFolder], interrupted);
  await folderTask(fresh ? 'check-fresh' : 'check');
  if (interrupted.aborted) return;
  await assertPortsFree(definitions);
  if (fresh) await folderTask('forget');
}

async function stopAll(services: ServiceProcess[]) {
  const end = performance.now() + stopDeadlineMs;
  for (const { role, keepMs } of stopOrder) {
    const group = services.filter(({ definition }) => definition.role === role);
    await Promise.all(group.map((service) => service.stop(end - keepMs - performance.now())));
  }
}

async function firstEnd(services: ServiceProcess[], isStopping: () => boolean): Promise<never> {
  const ends = services.map(async ({ definition, ended }) => `${definition.name} ${await ended}`);
  const end = await Promise.race(ends);
  if (isStopping()) return new Promise<never>(() => undefined);
  throw new StartError(`${end}. Everything was stopped; no acknowledged event is lost. To go on: pnpm start`);
}
