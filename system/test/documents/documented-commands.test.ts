import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blocksOf, documents, root } from '../../docs/command-blocks.ts';
import { freePorts, type LaunchedSystem, launch, temporaryDataFolder } from '../launched-system.ts';
import { typed } from '../typed.ts';

const all = await blocksOf(documents);
const blocks = all.filter(({ place }) => place === 'here');
const starts = all
  .filter(({ place }) => place === 'background')
  .flatMap(({ file, commands }) => commands.split('\n').map((line) => [file, line.replace(/ +#.*/, '')] as const));

let system: LaunchedSystem;
let data: Awaited<ReturnType<typeof temporaryDataFolder>>;

beforeAll(async () => {
  data = await temporaryDataFolder();
  system = launch(['--data', data.folder], { port: await freePorts() });
  await system.line(/Weather page/);
});

afterAll(async () => {
  await system.end('SIGTERM');
  await data.remove();
  // What a command of docs/operating.md has written.
  await rm(join(root, 'events.jsonl'), { force: true });
});

/** As someone has it who has installed the commands. */
const installed =
  'weather() { npx --yes pnpm --silent weather "$@"; }; pnpm() { npx --yes pnpm "$@"; }; export -f weather pnpm';

/**
 * The same commands, asking the system that the test has started, on ports that were free; and with a class of their own:
 * beside the repository may be a teacher's real one.
 */
const elsewhere = (commands: string) =>
  commands
    .replaceAll(/localhost:30(\d\d)/g, (_, port: string) => `localhost:${system.port + Number(port)}`)
    .replaceAll('../my-class', join(data.folder, 'my-class'));

test.each(blocks.map((block) => [`${block.file}:${block.line}`, block] as const))('%s', async (_, { commands }) => {
  const { code, output } = await typed(`${installed}\n${elsewhere(commands)}`, {
    WEATHER_URL: `http://127.0.0.1:${system.port + 2}`,
    WEATHER_SIMULATION_URL: `http://127.0.0.1:${system.port + 1}`,
  });
  expect(code, `${commands}\n${output.slice(-2000)}`).toBe(0);
});

describe('what starts the system', () => {
  test.each(starts)('%s: %s', async (_, command) => {
    const port = await freePorts();
    const child = spawn('bash', ['-c', `exec ${command} --port ${port} --data ${data.folder}-${port}`], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
      // A terminal sends Ctrl-C to all that a command has started.
      detached: true,
    });
    const ended = once(child, 'close');
    for await (const line of createInterface({ input: child.stdout }))
      if (/Weather page/.test(line)) process.kill(-child.pid!, 'SIGINT');
    const [code, signal] = await ended;
    // npx lets itself be ended by the signal, once what it has started is over.
    expect(signal ?? code).toBeOneOf([0, 130, 'SIGINT']);
    await rm(`${data.folder}-${port}`, { recursive: true, force: true });
  });
});
