import { readdir } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import { MeshError } from '../src/mesh/mesh.ts';
import { FakeCluster } from './fake-cluster.ts';
import { labProgram } from './fake-lab-world.ts';
import { lineTo, type PortCall } from './fake-mesh.ts';
import { eachInVirtualTime } from './virtual-folder.ts';

vi.mock('node:timers/promises', () => import('./virtual-time.ts'));

let out = '';
eachInVirtualTime((own) => void (out = own));

const three = ['run', 'round-robin', 'random', 'canary', '--seed', '3', '--out'];

/** Runs three labs, of which something happens to the second when its client is to be started. */
async function threeLabs(
  happens: () => void,
  disturb: (call: PortCall) => void = () => {},
  ending = new AbortController(),
) {
  let clients = 0;
  const line = lineTo(ending.signal, (call) => {
    if (call.what === 'startClient client' && !call.isDone && ++clients === 2) happens();
    disturb(call);
  });
  const cluster = new FakeCluster({ seed: 3 });
  const before = cluster.state();
  const program = labProgram(cluster, { line });
  const exitCode = await program.lab(...three, out);
  const summary = program.printed.at(-1)!.trimEnd().split('\n');
  return { ...program, exitCode, summary, isAsBefore: () => expect(cluster.state()).toEqual(before) };
}

describe('of several labs one that fails', () => {
  test.each([
    [
      'for a reason that is known',
      new MeshError('the image is missing', 'Bring it in.'),
      /^error: 1 of 3 runs.*: random\n$/,
    ],
    ['for one that nobody foresaw', new TypeError('x is undefined'), /^error: 1 of 3 runs.*: random\n$/],
  ])('%s stands in the summary, and the others are run', async (_, error, words) => {
    const { exitCode, summary, told, said, isAsBefore } = await threeLabs(() => {
      throw error;
    });
    expect(exitCode).toBe(3);
    expect(summary).toHaveLength(3);
    expect(summary[0]).toMatch(/^round-robin .*✓ reproduced/);
    expect(summary[1]).toMatch(/^canary .*✓ reproduced/);
    expect(summary[2]).toMatch(new RegExp(`^random .*✗ no verdict.*${error.message}`));
    expect(said.join('\n')).toContain(`random came to no verdict: `);
    expect(told.join('')).toMatch(words);
    expect(await readdir(out)).toEqual(['canary.json', 'index.html', 'round-robin.json']);
    isAsBefore();
  });
});

describe('what ends all of them leaves the summary of those before', () => {
  test('Ctrl-C', async () => {
    const ending = new AbortController();
    const { exitCode, summary, isAsBefore } = await threeLabs(() => ending.abort(), undefined, ending);
    expect(exitCode).toBe(130);
    expect(summary).toEqual([expect.stringMatching(/^round-robin .*reproduced/)]);
    isAsBefore();
  });

  test('a mesh that is gone', async () => {
    let isGone = false;
    const { exitCode, summary, calls } = await threeLabs(
      () => (isGone = true),
      () => {
        if (isGone) throw new MeshError('there is no cluster');
      },
    );
    expect(exitCode).toBe(3);
    expect(summary).toEqual([expect.stringMatching(/^round-robin .*reproduced/)]);
    expect(calls.filter((call) => call === 'hold')).toHaveLength(2);
  });

  test('a mesh that was taken away, though everything could be put back', async () => {
    let isGone = false;
    const { exitCode, told, calls } = await threeLabs(
      () => {
        isGone = true;
        throw new MeshError('the client is gone');
      },
      ({ what }) => {
        if (isGone && what === 'facts') throw new MeshError('there is no cluster');
      },
    );
    expect(exitCode).toBe(3);
    expect(told).toEqual(['error: the client is gone\n']);
    expect(calls.filter((call) => call === 'hold')).toHaveLength(2);
  });
});
