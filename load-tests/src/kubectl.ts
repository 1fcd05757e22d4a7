import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { z } from 'zod';
import { LoadError } from './load-error.ts';

export interface Kubectl {
  /** Runs to the end. @throws LoadError with what kubectl said when it fails. */
  run(args: string[], input?: object): Promise<string>;
  /** The same, for an answer in JSON. */
  json<T>(args: string[], schema: z.ZodType<T>): Promise<T>;
  /** Starts it; its output is the caller's to read. */
  start(args: string[]): ChildProcessByStdio<null, Readable, null>;
}

export function createKubectl({ namespace, context }: { namespace: string; context: string }): Kubectl {
  const common = ['--namespace', namespace, '--context', context];
  const run = async (args: string[], input?: object) => {
    const child = spawn('kubectl', [...common, ...args]);
    const failed = once(child, 'error').then(([error]) => {
      throw new LoadError(`kubectl cannot be started (${error.code}): it is needed to run in the mesh`);
    });
    child.stdin.on('error', () => undefined).end(input === undefined ? '' : JSON.stringify(input));
    const done = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    const [output, complaint, [code]] = await Promise.race([done, failed]);
    if (code !== 0) throw new LoadError(`kubectl ${args.slice(0, 3).join(' ')}: ${complaint.trim()}`);
    return output;
  };
  return {
    run,
    json: async (args, schema) => schema.parse(JSON.parse(await run([...args, '--output', 'json']))),
    start: (args) => spawn('kubectl', [...common, ...args], { stdio: ['ignore', 'pipe', 'inherit'] }),
  };
}
