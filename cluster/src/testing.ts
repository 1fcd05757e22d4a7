import type { CommandResult } from './run-command.ts';
import type { World } from './world.ts';

/** What a made-up command answers: its output, or what it complains about, that it never answers, or that it is not there at all. */
export type Answer = string | { fails: string } | 'hangs' | 'not installed';

/** A world whose commands answer from a list: the first entry whose words all stand in the command line counts. */
export function worldOf(answers: readonly (readonly [words: string, answer: Answer | (() => Answer)])[], env = {}) {
  const commands: string[] = [];
  const said: string[] = [];
  const printed: string[] = [];
  const world: World = {
    run: async (file, args) => {
      const line = [file, ...args].join(' ');
      commands.push(line);
      const found = answers.find(([words]) => words.split(' ').every((word) => line.includes(word)));
      return resultOf(typeof found?.[1] === 'function' ? found[1]() : (found?.[1] ?? { fails: `unexpected: ${line}` }));
    },
    say: (line) => said.push(line),
    print: (line) => printed.push(line),
    signal: new AbortController().signal,
    env,
  };
  return { world, commands, said, printed };
}

function resultOf(answer: Answer): CommandResult {
  if (answer === 'not installed') return { code: null, stdout: '', stderr: 'spawn ENOENT' };
  if (answer === 'hangs') return { code: 124, stdout: '', stderr: 'it did not end within 20 s' };
  return typeof answer === 'string'
    ? { code: 0, stdout: answer, stderr: '' }
    : { code: 1, stdout: '', stderr: answer.fails };
}

/** `kubectl config view -o json` with one context. */
export function kubeconfig(name: string, server: string, provider?: string): string {
  const extensions = provider === undefined ? undefined : [{ name: 'cluster_info', extension: { provider } }];
  return JSON.stringify({
    'current-context': name,
    contexts: [{ name, context: { cluster: 'one' } }],
    clusters: [{ name: 'one', cluster: { server, extensions } }],
  });
}

export const list = (...items: unknown[]) => JSON.stringify({ items });
