import type { World } from '@weather/cluster';
import { meshKubectl } from './mesh-kubectl.ts';

/** What a made-up kubectl answers: its output, or what it complains about. */
export type Reply = string | { fails: string };

export interface Call {
  line: string;
  stdin: string;
}

/** kubectl on a cluster that answers from a list: the first entry whose words all stand in the command line counts. */
export function madeUpCluster(replies: readonly (readonly [words: string, reply: Reply | ((call: Call) => Reply)])[]) {
  const calls: Call[] = [];
  const said: string[] = [];
  const ending = new AbortController();
  const world: World = {
    run: async (file, args, { stdin = '', onOutput } = {}) => {
      const call = { line: [file, ...args].join(' '), stdin };
      calls.push(call);
      const found = replies.find(([words]) => words.split(' ').every((word) => call.line.includes(word)))?.[1];
      const reply = typeof found === 'function' ? found(call) : (found ?? { fails: `unexpected: ${call.line}` });
      if (typeof reply !== 'string') return { code: 1, stdout: '', stderr: reply.fails };
      onOutput?.(reply);
      return { code: 0, stdout: reply, stderr: '' };
    },
    say: (line) => void said.push(line),
    print: () => undefined,
    signal: ending.signal,
    env: {},
  };
  const kubectl = meshKubectl('kind-test', world);
  return { world, kubectl, calls, said, ending, lines: () => calls.map(({ line }) => line) };
}

/** Answers one after the other; the last one again and again. */
export function oneAfterTheOther(...replies: [Reply, ...Reply[]]): () => Reply {
  let next = 0;
  return () => replies[Math.min(next++, replies.length - 1)]!;
}

export const list = (...items: unknown[]) => JSON.stringify({ items });
