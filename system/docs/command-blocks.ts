import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Where the commands of a block are run by a test: `here`, beside a system that was started; `background`, as what starts
 * one; with docker; on a cluster; `elsewhere`, in a test that is named; or nowhere, with the reason.
 */
export type Place = 'here' | 'background' | 'docker' | 'cluster' | 'elsewhere' | 'untested';

/** Commands that a document tells its reader to type. */
export interface CommandBlock {
  file: string;
  /** Of its first command, from 1. */
  line: number;
  commands: string;
  /** Undefined where the document does not say. */
  place: Place | undefined;
  /** Why nobody runs it, or the test that does. */
  reason: string;
}

export const root = join(import.meta.dirname, '../..');

/** Documents in which whoever uses the system finds commands to type in the root of the repository. */
export const documents = [
  'README.md',
  'labs/README.md',
  'course/README.md',
  'docs/operating.md',
  'k8s/README.md',
  'load-tests/README.md',
  'services/cli/README.md',
  'services/gui/README.md',
  'services/machine-learning/README.md',
  'services/message-queue/README.md',
  'services/simulation/README.md',
];

const places: readonly string[] = [
  'here',
  'background',
  'docker',
  'cluster',
  'elsewhere',
  'untested',
] satisfies Place[];

/** The blocks of shell commands in a Markdown text: fenced, and marked behind `sh` with their place. */
export function fencedBlocks(file: string, markdown: string): CommandBlock[] {
  const blocks: CommandBlock[] = [];
  const lines = markdown.split('\n');
  for (let start = 0; start < lines.length; start++) {
    const fence = /^```(\S*) ?(.*)$/.exec(lines[start]!);
    if (fence === null) continue;
    const end = lines.indexOf('```', start + 1);
    if (fence[1] === 'sh')
      blocks.push({ file, line: start + 2, commands: text(lines, start, end), ...mark(fence[2]!) });
    start = end;
  }
  return blocks;
}

const text = (lines: readonly string[], start: number, end: number) => lines.slice(start + 1, end).join('\n');

function mark(said: string): Pick<CommandBlock, 'place' | 'reason'> {
  const [, place = '', reason = ''] = /^([a-z]*)(?:: (.*))?$/.exec(said) ?? [];
  return { place: places.includes(place) ? (place as Place) : undefined, reason };
}

/** What the README of a scenario tells to type by hand: indented lines, to be typed one block after the other. */
export function indentedBlocks(file: string, markdown: string): CommandBlock[] {
  const blocks: CommandBlock[] = [];
  for (const [index, line] of markdown.split('\n').entries()) {
    const command = /^ {4}(.*)$/.exec(line)?.[1];
    if (command === undefined) continue;
    const last = blocks.at(-1);
    if (last !== undefined && last.line + last.commands.split('\n').length === index + 1)
      last.commands += `\n${command}`;
    else blocks.push({ file, line: index + 1, commands: command, place: 'cluster', reason: '' });
  }
  return blocks;
}

export const read = (file: string): Promise<string> => readFile(join(root, file), 'utf8');

/** Of all documents, in their order. */
export const documentedBlocks = async (): Promise<CommandBlock[]> =>
  (await Promise.all(documents.map(async (file) => fencedBlocks(file, await read(file))))).flat();
