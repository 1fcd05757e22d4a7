import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '@weather/cluster';
import { secondsOf } from '../lib/options.ts';
import { formatSummary } from '../lib/summary.ts';
import { LoadError } from './load-error.ts';
import { type RunOutcome, runHere } from './local-run.ts';
import { runInMesh } from './mesh-run.ts';
import { type LoadOptions, UsageError, parseOptions, usage } from './options.ts';

const thresholdCrossed = 99;
const judged = new Set([0, thresholdCrossed]);
/** What k6 ends with when the script gives up: there is nothing to load. */
const nothingAnswers = 108;

const say = (line: string) => console.error(line);

/** Aborts when someone wants the run to end. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => controller.abort());
  return controller.signal;
}

async function run(options: LoadOptions): Promise<number> {
  const { config, environment, mesh } = options;
  const where = mesh ? `in the mesh, namespace ${mesh.namespace}` : `against ${config.simulationUrl}`;
  say(
    `${config.profile} (${config.stories.join(', ')}) ${where}, about ${secondsOf(config)} s, stations load-${config.run}-*`,
  );
  const signal = interruption();
  const outcome = mesh
    ? await runInMesh(environment, { ...mesh, seconds: secondsOf(config), signal, onLine: say })
    : await runHere(environment, { signal, onLine: say });
  if (judged.has(outcome.exitCode)) await report(outcome, options);
  if (outcome.exitCode === nothingAnswers && mesh === undefined)
    say('Does it run in a cluster? Then add --in-mesh, or --target with the address of its gateway.');
  return exitCodeOf(outcome);
}

async function report({ summary }: RunOutcome, { json, out }: LoadOptions): Promise<void> {
  if (summary === undefined) return;
  const document = JSON.stringify(summary, undefined, 2);
  console.log(json ? document : formatSummary(summary));
  if (out === undefined) return;
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'summary.json'), `${document}\n`);
}

/** k6's, but for what k6 cannot judge: one count against another, and a scenario that did nothing. */
function exitCodeOf({ summary, exitCode }: RunOutcome): number {
  if (summary === undefined || !judged.has(exitCode)) {
    say(`k6 ended with ${exitCode}: the run went wrong, nothing was judged`);
    return exitCode === 0 ? 1 : exitCode;
  }
  const missing = summary.counts.acknowledged - summary.counts.found;
  if (missing > 0) say(`FAILED: ${missing} acknowledged events are not in the log`);
  return missing > 0 || !summary.passed ? thresholdCrossed : exitCode;
}

async function main() {
  try {
    const options = parseOptions(process.argv.slice(2), process.env, process.env.INIT_CWD ?? process.cwd());
    if (options === undefined) return console.log(usage);
    process.exitCode = await run(options);
  } catch (error) {
    if (error instanceof UsageError) {
      say(`${error.message}\n\npnpm load --help tells more`);
      process.exitCode = 2;
    } else if (error instanceof LoadError) {
      say(error.message);
      process.exitCode = 1;
    } else if (error instanceof Failure) {
      say([error.message, error.hint ?? []].flat().join('\n'));
      process.exitCode = 1;
    } else throw error;
  }
}

await main();
