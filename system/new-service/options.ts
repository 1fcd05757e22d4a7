import { parseArgs } from 'node:util';
import { Refusal } from './refusal.ts';

export interface NewServiceOptions {
  name: string;
  remove: boolean;
  /** Remove it also when it is no longer as it was written. */
  force: boolean;
  dryRun: boolean;
  help: boolean;
}

export const usage = `usage: pnpm new-service NAME [--dry-run]
       pnpm new-service NAME --remove [--force] [--dry-run]

Writes services/NAME, a subscriber of observations with a read model of its own, and names it wherever a service has to be
named: workspace, docker compose, Kubernetes, the gateway, Prometheus, Grafana, manual. All of it is done, or nothing.

  --dry-run   tell what would be done, and do nothing
  --remove    take it away again, and every mention of it
  --force     with --remove: also when somebody has worked on it since
`;

/** @throws Refusal when an option is unknown, or the name is missing */
export function parseOptions(args: readonly string[]): NewServiceOptions {
  const { values, positionals } = parse(args.filter((arg) => arg !== '--'));
  const { help, remove, force, 'dry-run': dryRun } = values;
  const [name, ...others] = positionals;
  if (help) return { name: '', remove, force, dryRun, help };
  if (name === undefined || others.length > 0) throw new Refusal(`give one name\n\n${usage}`);
  if (force && !remove) throw new Refusal('--force goes with --remove: nothing that is there is ever overwritten');
  return { name, remove, force, dryRun, help };
}

function parse(args: string[]) {
  const flag = { type: 'boolean', default: false } as const;
  const options = { remove: flag, force: flag, 'dry-run': flag, help: { ...flag, short: 'h' } } as const;
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new Refusal(`${(error as Error).message}\n\n${usage}`);
  }
}
