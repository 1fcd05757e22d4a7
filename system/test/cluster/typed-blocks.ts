import type { CommandBlock } from '../../docs/command-blocks.ts';
import { missingFrom } from '../shown-output.ts';
import { typed } from '../typed.ts';

const marker = '=== typed from line';

/**
 * Types blocks one after the other into one shell, as a reader would.
 *
 * @returns what went wrong, with all that was printed; undefined when nothing failed, and everything that a block shows came
 */
export async function troubleIn(blocks: readonly CommandBlock[]): Promise<string | undefined> {
  const script = blocks.map(({ line, commands }) => `echo '${marker} ${line}'\n${commands}`).join('\n');
  const { code, output } = await typed(script);
  const printed = new Map(output.split(`${marker} `).map((part) => [Number.parseInt(part, 10), part]));
  const missing = blocks.flatMap(({ file, line, output: shown }) => {
    const absent = shown === undefined ? undefined : missingFrom(printed.get(line) ?? '', shown);
    return absent === undefined ? [] : [`${file}:${line} did not print: ${absent}`];
  });
  const troubles = code === 0 ? missing : [`ended with ${code}`, ...missing];
  return troubles.length === 0 ? undefined : [...troubles, output].join('\n');
}
