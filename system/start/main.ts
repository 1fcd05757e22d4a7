import { once } from 'node:events';
import { join } from 'node:path';
import { readinessPath } from '@weather/contracts';
import { request } from 'undici';
import { demonstrate } from './demonstration.ts';
import { createLogPrinter } from './log-printer.ts';
import { type StartOptions, UsageError, defaultPort, parseOptions, usage } from './options.ts';
import { portOffsets } from './service-definitions.ts';
import { StartError } from './start-error.ts';
import { type RunningSystem, startSystem } from './system.ts';

const root = join(import.meta.dirname, '../..');

/** Aborted by who asks to stop: Ctrl-C, a supervisor's SIGTERM, or a closed terminal. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => controller.abort());
  return controller.signal;
}

function say(text: string, { json }: StartOptions) {
  console.log(
    json ? JSON.stringify({ level: 'info', time: new Date(), service: 'start', msg: text }) : `\n  ${text}\n`,
  );
}

async function run(options: StartOptions) {
  const interrupted = interruption();
  const colour = process.stdout.isTTY && !process.env.NO_COLOR;
  const printer = createLogPrinter(process.stdout, { json: options.json, colour });
  say(`starting ${portOffsets.size} services...`, options);
  const system = await startSystem(options, root, printer, interrupted);
  if (system === undefined) return say('stopped before it was up', options);
  const demonstration = new AbortController();
  try {
    const asked = interrupted.aborted || once(interrupted, 'abort');
    await Promise.race([asked, system.failed, show(system, demonstration.signal, options)]);
    say('stopping', options);
  } finally {
    demonstration.abort();
    await system.stop();
  }
}

/** Tells where the page is and keeps observations coming; ends only by a failure. */
async function show(system: RunningSystem, signal: AbortSignal, options: StartOptions): Promise<never> {
  await announce(system, options);
  if (!options.idle) {
    const [simulationUrl, messageQueueUrl] = [system.url('simulation'), system.url('message-queue')];
    await demonstrate({ simulationUrl, messageQueueUrl, signal, onProblem: (problem) => say(problem, options) });
  }
  return new Promise<never>(() => undefined);
}

async function announce(system: RunningSystem, options: StartOptions) {
  const { statusCode, body } = await request(system.url('gui') + readinessPath);
  await body.dump();
  if (statusCode !== 200) throw new StartError(`the page is not ready: gui answered ${statusCode} on ${readinessPath}`);
  say(
    `Weather page: http://localhost:${options.port}   (Ctrl-C stops everything; the next start goes on from here)`,
    options,
  );
  if (options.port === defaultPort) return;
  const [queue, simulation] = [system.url('message-queue'), system.url('simulation')];
  say(`The command line finds it so: pnpm weather --url ${queue} --simulation-url ${simulation} stats`, options);
}

async function main() {
  try {
    const options = parseOptions(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
    if (options.help) return console.log(usage);
    await run(options);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${usage}`);
      process.exitCode = 2;
    } else if (error instanceof StartError) {
      console.error(`\nweather-mesh: ${error.message}\n`);
      process.exitCode = 1;
    } else throw error;
  }
}

await main();
