import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { inContext } from './kubectl.ts';

/** Where a port of the cluster is reached from here, until `close`. */
export interface Forwarded {
  origin: string;
  close(): Promise<void>;
}

/** `kubectl port-forward` to a port of a service's pod, on a free port of this machine. */
export async function forwardPort(namespace: string, target: string, port: number): Promise<Forwarded> {
  const args = [...inContext, '-n', namespace, 'port-forward', '--address=127.0.0.1', target, `:${port}`];
  const child = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = once(child, 'exit');
  const close = async () => {
    child.kill();
    await exit;
  };
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line));
  const told = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const local = /^Forwarding from 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (local !== undefined) told.resolve(`http://127.0.0.1:${local}`);
  });
  void exit.then(() => told.reject(new Error(`kubectl ${args.join(' ')}: ${complaints.join(' ')}`)));
  return { origin: await told.promise, close };
}
