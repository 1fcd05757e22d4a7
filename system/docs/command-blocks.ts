import { globSync } from 'node:fs';
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
  /** What the document shows as their output, in a block of `text` before the next commands; often there is none. */
  output?: string;
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
  'docs/adding-a-service.md',
  'docs/operating.md',
  'istio/scenarios/README.md',
  'k8s/README.md',
  'load-tests/README.md',
  'services/cli/README.md',
  'services/gui/README.md',
  'services/machine-learning/README.md',
  'services/message-queue/README.md',
  'services/simulation/README.md',
];

/** Those that lead through one scenario by hand: their blocks are typed one after the other, into one shell. */
export const scenarioReadmes = globSync('istio/scenarios/*/README.md', { cwd: root }).toSorted();

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
    const content = lines.slice(start + 1, end).join('\n');
    if (fence[1] === 'sh') blocks.push({ file, line: start + 2, commands: content, ...mark(fence[2]!) });
    if (fence[1] === 'text' && blocks.length > 0) blocks.at(-1)!.output ??= content;
    start = end;
  }
  return blocks;
}

function mark(said: string): Pick<CommandBlock, 'place' | 'reason'> {
  const [, place = '', reason = ''] = /^([a-z]*)(?:: (.*))?$/.exec(said) ?? [];
  return { place: places.includes(place) ? (place as Place) : undefined, reason };
}

export const read = (file: string): Promise<string> => readFile(join(root, file), 'utf8');

/** What a document says that a test does, each block once and in the order in which it stands there. */
export const blocksTypedBy = async (test: string, file: string): Promise<string[]> =>
  fencedBlocks(file, await read(file))
    .filter(({ place, reason }) => place === 'elsewhere' && reason === test)
    .map(({ commands }) => commands);

/** Of these documents, in their order. */
export const blocksOf = async (files: readonly string[]): Promise<CommandBlock[]> =>
  (await Promise.all(files.map(async (file) => fencedBlocks(file, await read(file))))).flat();
