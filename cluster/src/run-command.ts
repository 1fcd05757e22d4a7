import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';

/** What an external command did. `code` is null when there is no such program, and 124 when it had to be ended. */
export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  stdin?: string;
  signal?: AbortSignal;
  /** Milliseconds; the command is ended after them. */
  timeout?: number;
  env?: Record<string, string>;
  /** Out of reach of the terminal's Ctrl-C: only the signal above ends it. */
  detached?: boolean;
  /** Told of what the command prints while it runs; the result has it, too. */
  onOutput?: (text: string) => void;
}

/** The one door to the outside: kubectl, docker, minikube and kind are all called through it, and tests stand in for it. */
export type RunCommand = (file: string, args: readonly string[], options?: CommandOptions) => Promise<CommandResult>;

/** As the command `timeout` says it. */
const timedOut = 124;

/** Runs a command to its end. It never throws: what went wrong stands in the result. */
export const runCommand: RunCommand = (file, args, { stdin, signal, timeout, env, detached, onOutput } = {}) =>
  new Promise((resolve) => {
    const child = spawn(file, args, { signal, timeout, detached, env: { ...process.env, ...env } });
    const stdout = collected(child.stdout, onOutput);
    const stderr = collected(child.stderr);
    let failure: NodeJS.ErrnoException | undefined;
    child.on('error', (error) => (failure = error));
    child.on('close', (code, endedBy) => {
      const said = stderr();
      // Also one that took the signal well, and ended with a code of its own.
      if (child.killed && failure === undefined)
        resolve({
          code: timedOut,
          stdout: stdout(),
          stderr: `${said}${file} did not end within ${(timeout ?? 0) / 1000} s`,
        });
      else if (failure !== undefined)
        resolve({ code: codeOf(failure), stdout: stdout(), stderr: said || failure.message });
      else {
        const ended = code ?? 128 + (endedBy === null ? 0 : constants.signals[endedBy]);
        resolve({
          code: ended,
          stdout: stdout(),
          stderr: said === '' && ended !== 0 ? `${file} ended with ${ended}` : said,
        });
      }
    });
    child.stdin.on('error', () => undefined).end(stdin ?? '');
  });

/** What a stream gives, as one text. */
function collected(stream: Readable, onOutput?: (text: string) => void): () => string {
  const parts: string[] = [];
  stream.setEncoding('utf8').on('data', (text: string) => {
    parts.push(text);
    onOutput?.(text);
  });
  return () => parts.join('');
}

/** Null when there is no such program, or it may not be run. */
const codeOf = ({ code }: NodeJS.ErrnoException) => (code === 'ENOENT' || code === 'EACCES' ? null : 1);
