import { join } from 'node:path';
import { applyChanges } from './apply.ts';
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
    // Ctrl-C ends pnpm, which is heard of here: what was changed until then is put back.
    process.on('SIGINT', () => undefined);
    await applyChanges(root, plan.changes, () => install(root));
  }
  for (const line of linesOf(plan, options)) console.log(line);
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) console.log(usage);
  else await run(options);
} catch (error) {
  const words = error instanceof Refusal ? error.message : `${(error as Error).message}\n\nEvery file is as it was.`;
  console.error(`new-service: ${words}`);
  process.exitCode = error instanceof Refusal ? 2 : 1;
}
