import { spawn } from 'node:child_process';
import { Failure } from './failure.ts';
import type { Kubectl } from './kubectl.ts';

/** How a command that runs on is started, and the first line that it prints; tests stand in for it. */
export type StartForward = (args: readonly string[]) => Promise<{ firstLine: string; stop(): void }>;

/** Where a port of the cluster is reached from here, until `close`. */
export interface Forwarded {
  url: string;
  close(): void;
}

/** Forwards a free port of this machine to a port of `target`, such as service/gui. */
export async function forwardPort(
  { context }: Pick<Kubectl, 'context'>,
  { namespace, target, port }: { namespace: string; target: string; port: number },
  startForward: StartForward = startKubectl,
): Promise<Forwarded> {
  const args = ['--context', context, '-n', namespace, 'port-forward', target, `:${port}`];
  const { firstLine, stop } = await startForward(args);
  const local = /127\.0\.0\.1:(\d+)/.exec(firstLine)?.[1];
  if (local !== undefined) return { url: `http://127.0.0.1:${local}`, close: stop };
  stop();
  throw new Failure(`${target} in namespace ${namespace} cannot be reached: ${firstLine}`);
}

/** Runs kubectl until it is stopped. */
const startKubectl: StartForward = (args) =>
  new Promise((resolve) => {
    const child = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const first = (text: unknown) => resolve({ firstLine: String(text).split('\n')[0]!, stop: () => child.kill() });
    child.stdout.once('data', first);
    child.stderr.once('data', first);
    child.once('error', (error) => first(error.message));
    child.once('exit', (code) => first(`kubectl port-forward ended with ${code}`));
  });
