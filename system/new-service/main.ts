import { join } from 'node:path';
import { applyChanges, HalfDone } from './apply.ts';
import { install } from './install.ts';
import { type NewServiceOptions, parseOptions, usage } from './options.ts';
import { type Plan, planAddition, planRemoval } from './plan.ts';
import { Refusal } from './refusal.ts';
import { linesOf } from './report.ts';

const root = join(import.meta.dirname, '../..');

const planOf = ({ name, remove, force }: NewServiceOptions): Promise<Plan> =>
  remove ? planRemoval(name, root, { force }) : planAddition(name, root);

async function run(options: NewServiceOptions): Promise<void> {
  const plan = await planOf(options);
  if (!options.dryRun) {
    // Ctrl-C, or a terminal that is closed: what was changed until then is put back.
    const ending = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => ending.abort());
    await applyChanges(root, plan.changes, () => install(root, ending.signal));
  }
  for (const line of linesOf(plan, options)) console.log(line);
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) console.log(usage);
  else await run(options);
} catch (error) {
  const { message } = error as Error;
  const isAsItWas = !(error instanceof Refusal || error instanceof HalfDone);
  console.error(`new-service: ${message}${isAsItWas ? '\n\nEvery file is as it was.' : ''}`);
  process.exitCode = error instanceof Refusal ? 2 : 1;
}
