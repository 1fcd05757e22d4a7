import { execFile } from 'node:child_process';

/** What an external command did. `code` is null when it could not be started at all. */
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
}

/** The one door to the outside: kubectl, docker, minikube and kind are all called through it, and tests stand in for it. */
export type RunCommand = (file: string, args: readonly string[], options?: CommandOptions) => Promise<CommandResult>;

const outputLimit = 256 * 1024 * 1024;

/** Runs a command to its end. It never throws: what went wrong stands in the result. */
export const runCommand: RunCommand = (file, args, { stdin, signal, timeout = 0, env } = {}) =>
  new Promise((resolve) => {
    const options = { signal, timeout, maxBuffer: outputLimit, env: { ...process.env, ...env } };
    const child = execFile(file, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      resolve({ code, stdout, stderr: stderr === '' && error !== null ? error.message : stderr });
    });
    child.stdin?.on('error', () => undefined).end(stdin ?? '');
  });
