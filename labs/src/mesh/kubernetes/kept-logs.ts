import type { MeshKubectl } from './mesh-kubectl.ts';
import { pause } from './pause.ts';

/** Lines of logs, kept from the moment when somebody asked for it. */
export interface KeptLogs {
  /** @param command `logs` and what says of whom */
  keep(name: string, command: readonly string[]): () => void;
  /** Those of a log that is kept; none of another. */
  linesOf(name: string): Iterable<string>;
}

/**
 * kubelet puts a container's log away when it has 10 MiB, and `kubectl logs` then begins anew. Who follows the log has read
 * the lines before.
 */
export function keptLogs(kubectl: Pick<MeshKubectl, 'once'>, signal: AbortSignal): KeptLogs {
  const kept = new Map<string, Set<string>>();

  async function follow(lines: Set<string>, command: readonly string[], stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      let rest = '';
      const onOutput = (text: string) => {
        const parts = `${rest}${text}`.split('\n');
        rest = parts.pop()!;
        for (const line of parts) if (line !== '') lines.add(line);
      };
      await kubectl.once([...command, '--follow'], { signal: stop, onOutput }).catch(() => undefined);
      await pause(500, stop).catch(() => undefined);
    }
  }

  return {
    keep(name, command) {
      const stop = new AbortController();
      const lines = new Set<string>();
      kept.set(name, lines);
      void follow(lines, command, AbortSignal.any([stop.signal, signal]));
      return () => {
        stop.abort();
        kept.delete(name);
      };
    },
    linesOf: (name) => kept.get(name) ?? [],
  };
}
