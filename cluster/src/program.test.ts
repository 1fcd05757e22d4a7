import { expect, test } from 'vitest';
import { createProgram } from './program.ts';
import { kubeconfig, worldOf } from './testing.ts';

const { world } = worldOf([['config view', kubeconfig('production', 'https://203.0.113.7')]]);

/** What becomes of a command line; nothing is written to the terminal. */
async function run(...args: string[]): Promise<string> {
  const program = createProgram(world);
  const told: string[] = [];
  const output = { writeOut: (text: string) => void told.push(text), writeErr: () => undefined };
  for (const command of [program, ...program.commands]) command.configureOutput(output);
  await program.parseAsync(args, { from: 'user' }).catch((error: Error) => told.push(error.message));
  return told.join('');
}

test.each([['--help'], ['up', '--help'], ['status', '--help'], ['down', '--help']])('%s %s', async (...args) => {
  const help = await run(...args);
  expect(help).toContain('Usage: cluster');
  expect(help).toContain('--context <name>');
});

test.each([['up', '--with', 'everything'], ['up', '--patience', 'none'], ['sideways']])(
  '%s %s %s is wrong',
  async (...args) => {
    expect(await run(...args.filter(Boolean))).toMatch(/error: /);
  },
);

test.each(['up', 'status', 'down'])('%s refuses a context that is not on this machine', async (command) => {
  expect(await run(command)).toContain('does not look like a cluster on this machine');
});
