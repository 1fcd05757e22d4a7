import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { glob } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { blocksOf, documents, fencedBlocks, read, root, scenarioReadmes } from './command-blocks.ts';

test('a block is found with its place, its reason and its line', () => {
  const markdown = [
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
  expect(fencedBlocks('a.md', markdown.join('\n'))).toEqual([
    { file: 'a.md', line: 3, commands: 'one\ntwo', place: 'here', reason: '' },
    { file: 'a.md', line: 10, commands: 'three', place: 'untested', reason: 'needs a moon' },
  ]);
  expect(fencedBlocks('a.md', '```sh somewhere\nx\n```')[0]!.place).toBeUndefined();
  expect(fencedBlocks('a.md', '```sh\nx\n```')[0]!.place).toBeUndefined();
});

test('what a document shows as output belongs to the commands before', () => {
  const markdown = ['```sh cluster', 'one', '```', 'It says', '```text', '1', '```', '```sh cluster', 'two', '```'];
  expect(fencedBlocks('a.md', markdown.join('\n')).map(({ commands, output }) => [commands, output])).toEqual([
    ['one', '1'],
    ['two', undefined],
  ]);
});

const all = await blocksOf([...documents, ...scenarioReadmes]);

test('every block of commands is run by a test, or says why not', () => {
  const silent = all.filter(({ place, reason }) => place === undefined || (place === 'untested' && reason === ''));
  expect(silent.map(({ file, line }) => `${file}:${line}`)).toEqual([]);
  const byPlace = Object.entries(Object.groupBy(all, ({ place }) => place!));
  const untested = all.filter(({ place }) => place === 'untested').length;
  const share = 1 - untested / all.length;
  const counts = byPlace.map(([place, blocks]) => `${place} ${blocks!.length}`).join(', ');
  console.log(`command blocks of the documents: ${Math.round(100 * share)} % of ${all.length} have a test (${counts})`);
  expect(share).toBeGreaterThan(0.75);
});

test('a test that is named types the blocks of that document', async () => {
  const named = all.filter(({ place }) => place === 'elsewhere');
  for (const { file, reason } of named) {
    const source = await read(reason);
    expect(source, `${reason} types blocks`).toContain('blocksTypedBy(');
    expect(source, `${reason} types those of ${file}`).toContain(`'${file}'`);
  }
});

test('no other Markdown file has commands that nobody looks at', async () => {
  const known = new Set([...documents, ...scenarioReadmes]);
  const others: string[] = [];
  for await (const file of glob('**/*.md', {
    cwd: root,
    exclude: (name) => /node_modules|^reports|^data/.test(name),
  })) {
    const markdown = await read(file);
    const fenced = !known.has(file) && fencedBlocks(file, markdown).length > 0;
    const indented = /^ {4,}(?:kubectl|istioctl|pnpm|npx|docker|curl) /m.test(
      markdown.replaceAll(/^```[^]*?^```$/gm, ''),
    );
    if (fenced || indented) others.push(file);
  }
  expect(others).toEqual([]);
});

test.each(
  all.filter(({ place }) => place !== 'untested').map((block) => [`${block.file}:${block.line}`, block] as const),
)('%s is something that bash understands', async (_, { commands }) => {
  const shell = spawn('bash', ['-n', '-c', commands], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(shell, 'close');
  expect(await text(shell.stderr)).toBe('');
  expect(await ended).toEqual([0, null]);
});
