import { type ExecFileException, execFile } from 'node:child_process';
import { constants } from 'node:os';

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

const outputLimit = 256 * 1024 * 1024;
/** As the command `timeout` says it. */
const timedOut = 124;

/** Runs a command to its end. It never throws: what went wrong stands in the result. */
export const runCommand: RunCommand = (
  file,
  args,
  { stdin, signal, timeout = 0, env, detached = false, onOutput } = {},
) =>
  new Promise((resolve) => {
    const options = { signal, timeout, maxBuffer: outputLimit, detached, env: { ...process.env, ...env } };
    const child = execFile(file, args, options, (error, stdout, stderr) => {
      // Also one that took the signal well, and ended with a code of its own.
      if (child.killed && typeof error?.code !== 'string')
        resolve({ code: timedOut, stdout, stderr: `${stderr}${file} did not end within ${timeout / 1000} s` });
      else if (error === null) resolve({ code: 0, stdout, stderr });
      else resolve({ code: exitCodeOf(error), stdout, stderr: stderr === '' ? error.message : stderr });
    });
    if (onOutput !== undefined) child.stdout?.on('data', (text) => onOutput(String(text)));
    child.stdin?.on('error', () => undefined).end(stdin ?? '');
  });

function exitCodeOf({ code, signal }: ExecFileException): number | null {
  if (code === 'ENOENT' || code === 'EACCES') return null;
  if (typeof code === 'string') return 1;
  return code ?? 128 + (signal ? constants.signals[signal] : 0);
}
