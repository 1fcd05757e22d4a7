import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const oxlint = join(dirname(createRequire(join(root, 'package.json')).resolve('oxlint/package.json')), 'bin/oxlint');

/** A project of nothing but planted files, under the real rules. */
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weather-lint-'));
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
});

afterAll(() => rmSync(folder, { recursive: true }));

async function complaints(file: string, source: string): Promise<string[]> {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `import { thing } from '${source}';\n\nexport const used = thing;\n`);
  const { stdout } = await promisify(execFile)(process.execPath, [oxlint, '--format=json', file], {
    cwd: folder,
  }).catch((error: { stdout: string }) => error);
  rmSync(path);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string }[] };
  return diagnostics.map(({ code }) => code);
}

const forbidden = ['eslint(no-restricted-imports)'];

test.each([
  ['packages/contracts/src/planted.ts', 'fastify'],
  ['packages/contracts/src/planted.ts', '../../service-kit/src/index.ts'],
  ['packages/service-kit/src/planted.ts', '@weather/contracts'],
  ['packages/service-kit/src/planted.ts', '../../contracts/src/index.ts'],
  ['services/gui/src/planted.ts', '@weather/message-queue'],
  ['services/gui/src/planted.ts', '../../../load-tests/lib/config.ts'],
  ['services/message-queue/src/domain/planted.ts', '@weather/cluster'],
  ['services/cli/src/planted.ts', '../../gui/src/domain/ring.ts'],
  ['services/simulation/src/adapters/planted.ts', '../routes/perform-simulation.ts'],
  ['services/simulation/src/routes/planted.ts', '../adapters/message-queue.ts'],
  ['services/simulation/src/domain/planted.ts', '../adapters/message-queue.ts'],
  ['services/simulation/src/domain/planted.ts', '../app.ts'],
  ['services/simulation/src/domain/planted.ts', 'node:fs'],
  ['services/simulation/src/domain/planted.ts', 'fastify'],
  ['services/simulation/src/domain/planted.ts', '@weather/service-kit'],
  ['services/gui/src/planted.ts', '@weather/course'],
  ['course/src/planted.ts', '../../cluster/src/index.ts'],
  ['course/src/planted.ts', '@weather/cluster'],
])('%s may not import %s', async (file, source) => {
  expect(await complaints(file, source)).toEqual(forbidden);
});

test.each([
  ['packages/contracts/src/planted.ts', 'zod'],
  ['packages/service-kit/src/planted.ts', 'fastify'],
  ['services/simulation/src/domain/planted.ts', '@weather/contracts'],
  ['services/simulation/src/domain/planted.ts', './weather.ts'],
  ['services/simulation/src/routes/planted.ts', '../domain/simulation.ts'],
  ['services/simulation/src/app.ts', './adapters/message-queue.ts'],
  ['course/src/planted.ts', '@weather/labs'],
])('%s may import %s', async (file, source) => {
  expect(await complaints(file, source)).toEqual([]);
});
