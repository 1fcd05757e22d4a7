import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** `name: what is wrong`, as services say what keeps them from starting, or the head of an error that nobody caught. */
const plainFault = /^(?:[a-z-]+|[A-Za-z]*Error(?: \[[A-Z_]+\])?): (.+)/;

/** Listens to what a service says; the answer gives the last complaint, which tells why it ended. */
export function watchFaults(child: ChildProcess): () => string | undefined {
  let fault: string | undefined;
  const note = (line: string) => {
    fault = faultIn(line) ?? fault;
  };
  for (const stream of [child.stdout!, child.stderr!]) createInterface({ input: stream }).on('line', note);
  return () => fault;
}

/** The complaint in a line of a service's output, if it is one. */
export function faultIn(line: string): string | undefined {
  if (!line.startsWith('{')) return plainFault.exec(line)?.[1];
  if (!/"level":"(error|fatal)"/.test(line)) return undefined;
  try {
    const { msg, err } = JSON.parse(line) as { msg?: string; err?: { message?: string } };
    return [msg, err?.message].filter((part) => part !== undefined).join(': ');
  } catch {
    return undefined;
  }
}
