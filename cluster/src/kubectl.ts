import type { z } from 'zod';
import { Failure } from './failure.ts';
import type { CommandOptions, CommandResult } from './run-command.ts';
import type { World } from './world.ts';

/** kubectl on one context, whatever the current one is. */
export interface Kubectl {
  readonly context: string;
  /** Whatever comes of it. */
  attempt(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** What it prints; a Failure with its complaint otherwise. */
  text(args: readonly string[], options?: CommandOptions): Promise<string>;
  /** `kubectl get ... -o json`, checked against a schema. */
  get<S extends z.ZodType>(schema: S, args: readonly string[]): Promise<z.output<S>>;
}

export function kubectlOn(context: string, { run, signal }: Pick<World, 'run' | 'signal'>): Kubectl {
  const attempt = async (args: readonly string[], options: CommandOptions = {}) => {
    const result = await run('kubectl', ['--context', context, ...args], { signal, ...options });
    signal.throwIfAborted();
    return result;
  };
  const text = async (args: readonly string[], options?: CommandOptions) => {
    const result = await attempt(args, options);
    if (result.code !== 0) throw new Failure(`kubectl ${shorten(args)}: ${complaint(result)}`);
    return result.stdout;
  };
  return {
    context,
    attempt,
    text,
    get: async (schema, args) => schema.parse(JSON.parse(await text(['get', ...args, '-o', 'json']))),
  };
}

/** The last lines that a command wrote, which tell what it did not like. */
export function complaint({ code, stderr, stdout }: CommandResult, lines = 6): string {
  const said = (stderr.trim() || stdout.trim()).split('\n').slice(-lines).join('\n');
  return said === '' ? `ended with ${code ?? 'no exit code'}` : said;
}

const shorten = (args: readonly string[]) => {
  const line = args.join(' ');
  return line.length > 100 ? `${line.slice(0, 100)}...` : line;
};
