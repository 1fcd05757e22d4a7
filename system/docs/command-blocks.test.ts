import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documentedBlocks, fencedBlocks, indentedBlocks, read, root } from './command-blocks.ts';

test('a block is found with its place, its reason and its line', () => {
  const text = [
    '# A',
    '```sh here',
    'one',
    'two',
    '```',
    '```ts',
    'no',
    '```',
    '```sh untested: needs a moon',
    'three',
    '```',
  ];
  expect(fencedBlocks('a.md', text.join('\n'))).toEqual([
    { file: 'a.md', line: 3, commands: 'one\ntwo', place: 'here', reason: '' },
    { file: 'a.md', line: 10, commands: 'three', place: 'untested', reason: 'needs a moon' },
  ]);
  expect(fencedBlocks('a.md', '```sh somewhere\nx\n```')[0]!.place).toBeUndefined();
  expect(fencedBlocks('a.md', '```sh\nx\n```')[0]!.place).toBeUndefined();
});

test('indented lines that follow each other are one block', () => {
  expect(
    indentedBlocks('b.md', 'say\n\n    one\n    two\n\nand\n\n    three\n').map(({ line, commands }) => [
      line,
      commands,
    ]),
  ).toEqual([
    [3, 'one\ntwo'],
    [8, 'three'],
  ]);
});

test('every block of commands is run by a test, or says why not', async () => {
  const blocks = await documentedBlocks();
  const silent = blocks.filter(({ place, reason }) => place === undefined || (place === 'untested' && reason === ''));
  expect(silent.map(({ file, line }) => `${file}:${line}`)).toEqual([]);
  const nowhere = blocks.filter(({ place, reason }) => place === 'elsewhere' && !existsSync(join(root, reason)));
  expect(nowhere.map(({ reason }) => reason)).toEqual([]);
  const byHand = await scenarioBlocks();
  const run = blocks.filter(({ place }) => place !== 'untested').length + byHand.length;
  const all = blocks.length + byHand.length;
  console.log(
    `command blocks in the documents: ${run} of ${all} are run by a test (${Math.round((100 * run) / all)} %)`,
  );
  expect(run / all).toBeGreaterThan(0.75);
});

test('no other Markdown file has commands that nobody looks at', async () => {
  const known = new Set((await documentedBlocks()).map(({ file }) => file));
  const others: string[] = [];
  for await (const file of glob('**/*.md', { cwd: root, exclude: (name) => /node_modules|^reports|^data/.test(name) }))
    if (!known.has(file) && fencedBlocks(file, await read(file)).length > 0) others.push(file);
  expect(others).toEqual([]);
});

async function scenarioBlocks() {
  const blocks = [];
  for await (const file of glob('istio/scenarios/*/README.md', { cwd: root }))
    blocks.push(...indentedBlocks(file, await read(file)));
  return blocks;
}
