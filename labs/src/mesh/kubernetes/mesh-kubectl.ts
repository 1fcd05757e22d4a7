import { type CommandOptions, type CommandResult, type World, complaint, kubectlOn } from '@weather/cluster';
import { z } from 'zod';
import { MeshError } from '../mesh.ts';
import { pause } from './pause.ts';

/** kubectl for an API server that may be away for some seconds. */
export interface MeshKubectl {
  readonly context: string;
  /**
   * For what may be done twice: whatever only reads, and changes that come to the same. While the API server does not
   * answer it is tried again, for half a minute.
   */
  repeat(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** For what must not be done twice. */
  once(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** What `repeat` prints. @throws MeshError with kubectl's complaint */
  text(args: readonly string[], options?: CommandOptions): Promise<string>;
  /** What `kubectl get ... -o json` prints, checked against a schema: a list, or one object that has to be there. */
  get<S extends z.ZodType>(schema: S, args: readonly string[]): Promise<z.output<S>>;
  /** The same of named objects that need not be there; undefined when none is. */
  find<S extends z.ZodType>(
    schema: S,
    args: readonly string[],
    options?: CommandOptions,
  ): Promise<z.output<S> | undefined>;
}

const patienceMs = 30_000;

/** A connection that hangs is as good as none. */
const hangsAfterMs = 60_000;
/** Code of a command that had to be ended. */
const hung = 124;

/** What kubectl says when the server did not answer, whatever it might have answered. */
const noAnswer =
  /Unable to connect to the server|connection refused|was refused|i\/o timeout|TLS handshake timeout|connection reset|connection lost|: EOF|unexpected EOF|Client\.Timeout|context deadline exceeded|currently unable to handle the request|etcdserver:|apiserver not ready|no route to host|closed all streams/;

export const isUnanswered = ({ code, stderr }: CommandResult) => code !== 0 && noAnswer.test(stderr);

export function meshKubectl(context: string, { run, signal, say }: Pick<World, 'run' | 'signal' | 'say'>): MeshKubectl {
  const { attempt: attemptOn } = kubectlOn(context, { run, signal });
  // A terminal sends Ctrl-C to all that runs in it. What puts things back goes on then, and ends the rest by itself.
  const attempt = (args: readonly string[], options?: CommandOptions) =>
    attemptOn(args, { detached: true, ...options });
  const repeat = async (args: readonly string[], options?: CommandOptions) => {
    const deadline = performance.now() + patienceMs;
    for (let tries = 1; ; tries += 1) {
      const result = await attempt([...limits(args), ...args], { timeout: hangsAfterMs, ...options });
      if (!(isUnanswered(result) || result.code === hung) || performance.now() > deadline) return result;
      if (tries === 1) say(`the cluster's API server does not answer: trying again for up to ${patienceMs / 1000} s`);
      await pause(1000, options?.signal ?? signal);
    }
  };
  const text = async (args: readonly string[], options?: CommandOptions) => {
    const result = await repeat(args, options);
    if (result.code !== 0) throw kubectlError(args, result);
    return result.stdout;
  };
  return {
    context,
    repeat,
    once: attempt,
    text,
    get: async (schema, args) => readAnswer(schema, await text(['get', ...args, '-o', 'json']), args),
    find: async (schema, args, options) => {
      const printed = await text(['get', ...args, '--ignore-not-found', '-o', 'json'], options);
      return printed.trim() === '' ? undefined : readAnswer(schema, printed, args);
    },
  };
}

/** Those that do not go on for long by their nature end sooner. */
const limits = ([verb = '']: readonly string[]) => (/^(exec|logs|delete)$/.test(verb) ? [] : ['--request-timeout=20s']);

function readAnswer<S extends z.ZodType>(schema: S, printed: string, args: readonly string[]): z.output<S> {
  const parsed = schema.safeParse(JSON.parse(printed));
  if (parsed.success) return parsed.data;
  throw new MeshError(`kubectl get ${args.join(' ')} printed something odd:\n${z.prettifyError(parsed.error)}`);
}

/** The error that stands for a kubectl that failed. */
export function kubectlError(args: readonly string[], result: CommandResult): MeshError {
  const line = args.join(' ');
  const command = `kubectl ${line.length > 120 ? `${line.slice(0, 120)}...` : line}`;
  return isUnanswered(result)
    ? new MeshError(
        `the cluster's API server does not answer (${complaint(result, 1)})`,
        'When it does again, `pnpm lab clean` puts back what is left.',
      )
    : new MeshError(`${command}: ${complaint(result)}`);
}
