import { join } from 'node:path';
import { runCommand } from '../../src/run-command.ts';
import { root } from '../../src/places.ts';

const module = 'github.com/zegl/kube-score/cmd/kube-score@v1.20.0';
const folder = join(root, 'node_modules/.cache/kube-score');

/** The program: from the PATH, from an earlier run, or built now with go. Undefined, and said so, where none can be had. */
export async function findKubeScore(): Promise<string | undefined> {
  for (const program of ['kube-score', join(folder, 'kube-score')]) {
    if ((await runCommand(program, ['version'])).code === 0) return program;
  }
  const { code, stderr } = await runCommand('go', ['install', module], { env: { GOBIN: folder }, timeout: 300_000 });
  if (code === 0) return join(folder, 'kube-score');
  const reason = stderr.trim().split('\n').at(-1);
  if (process.env.REQUIRE_CLUSTER === '1') throw new Error(`kube-score cannot be had: ${reason}`);
  console.log(`kube-score is skipped, it cannot be had: ${reason}`);
  return undefined;
}

if (import.meta.main) console.log(await findKubeScore());
