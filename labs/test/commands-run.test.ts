import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { MeshError, NotDeployedError } from '../src/mesh/mesh.ts';
import { readReport } from '../src/report/report-file.ts';
import { FakeCluster, withRestlessPods } from './fake-cluster.ts';
import { labProgram } from './fake-lab-world.ts';
import { lineTo, openFakeMesh } from './fake-mesh.ts';
import { balancing } from './made-up-lab.ts';
import { eachInVirtualTime } from './virtual-folder.ts';

vi.mock('node:timers/promises', () => import('./virtual-time.ts'));

let folder = '';
let out = '';
eachInVirtualTime((own) => {
  folder = own;
  out = join(own, 'out');
});

const service = 'machine-learning-v1';

async function rulesOf(name: string, text: string): Promise<string> {
  const place = join(folder, name);
  await mkdir(place);
  await writeFile(join(place, 'kustomization.yaml'), 'namespace: weather\nresources:\n  - rule.yaml\n');
  await writeFile(join(place, 'rule.yaml'), text);
  return place;
}

describe('lab run', () => {
  test('ends with 0 when the lab is reproduced, tells the verdict, and writes JSON and a page', async () => {
    const { lab, printed, said } = labProgram(new FakeCluster());
    expect(await lab('run', 'round-robin', '--out', out, '--seed', '7')).toBe(0);
    expect(printed.join('\n')).toMatch(/Round robin: .*reproduced/);
    expect(await readdir(out)).toEqual(['index.html', 'round-robin.json']);
    const report = readReport(await readFile(join(out, 'round-robin.json'), 'utf8'));
    expect(report).toMatchObject({
      seed: 7,
      verdict: { outcome: 'reproduced' },
      setting: { name: 'rule', isControl: false },
      facts: { place: 'memory' },
      versions: { load: ['fake k6 v1', 'the system itself'] },
      manifests: [
        { object: 'DestinationRule weather/machine-learning-v1', yaml: expect.stringContaining('ROUND_ROBIN') },
      ],
    });
    const page = await readFile(join(out, 'index.html'), 'utf8');
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).toContain('Round robin');
    expect(said[0]).toContain('seed 7');
    expect(said.at(-1)).toContain('index.html');
  });

  test('several labs one after the other, with one page and one line each', async () => {
    const { lab, printed } = labProgram(new FakeCluster({ seed: 3 }));
    expect(await lab('run', 'round-robin', 'random', '--out', out)).toBe(0);
    expect(await readdir(out)).toEqual(['index.html', 'random.json', 'round-robin.json']);
    expect(printed).toHaveLength(3);
    expect(printed[2]!.trim().split('\n')).toHaveLength(2);
    expect(await readFile(join(out, 'index.html'), 'utf8')).toContain('Random balancing');
  });

  test('--json prints each report in one line that a program can read', async () => {
    const { lab, printed } = labProgram(new FakeCluster());
    await lab('run', 'round-robin', '--json', '--out', out);
    expect(printed).toHaveLength(1);
    expect(printed[0]).not.toContain('\n');
    expect(readReport(printed[0]!).lab.name).toBe('round-robin');
  });

  test('without a seed draws one, tells it and writes it down', async () => {
    const { lab, said } = labProgram(new FakeCluster());
    await lab('run', 'round-robin', '--out', out);
    const report = readReport(await readFile(join(out, 'round-robin.json'), 'utf8'));
    expect(said[0]).toContain(`seed ${report.seed}`);
  });

  test("ends with 1 when somebody's own rules are not the lab's, and says what they are", async () => {
    const { lab, printed } = labProgram(new FakeCluster());
    const rules = await rulesOf('rules', stringify(balancing(service, 'RANDOM')));
    expect(await lab('run', 'round-robin', '--rules', rules, '--out', out)).toBe(1);
    expect(printed.join('\n')).toMatch(/not reproduced[^]*balanced by RANDOM/);
  });

  test('ends with 1 when it is inconclusive', async () => {
    const { lab } = labProgram(withRestlessPods());
    expect(await lab('run', 'round-robin', '--out', out)).toBe(1);
  });

  test('--keep leaves the rule, and says what to look at and how to take it away', async () => {
    const cluster = new FakeCluster();
    const { lab, printed, said } = labProgram(cluster);
    expect(await lab('run', 'round-robin', '--keep', '--json', '--out', out)).toBe(0);
    expect(said.join('\n')).toMatch(/Kiali.*machine-learning-v1[^]*pnpm lab clean/);
    expect(printed.map((line) => JSON.parse(line).lab.name)).toEqual(['round-robin']);
    expect(cluster.own.size).toBe(1);
  });

  const mistakes: [string, string[], RegExp][] = [
    ['no lab', ['run'], /name a lab, or say --all/],
    ['a lab that there is not', ['run', 'round-robbin'], /no lab round-robbin.*round-robin, random/],
    ['a seed that is none', ['run', 'round-robin', '--seed', '-1'], /whole number/],
    ['a seed that is too big', ['run', 'round-robin', '--seed', '1234567890'], /whole number/],
    ['--keep with two labs', ['run', 'round-robin', 'random', '--keep'], /--keep goes with one lab/],
    ['--keep with all', ['run', '--all', '--keep'], /--keep goes with one lab/],
    ['--rules with two labs', ['run', 'round-robin', 'random', '--rules', '.'], /--rules goes with one lab/],
    ['a command that there is not', ['rum'], /unknown command.*rum/],
    ['no command', [], /Usage/],
    ['an option that there is not', ['run', '--kep'], /--kep/],
  ];
  test.each(mistakes)('ends with 2 on %s, and touches no mesh', async (_, args, words) => {
    const openMesh = vi.fn<() => never>();
    const { lab, told } = labProgram(new FakeCluster(), { openMesh });
    expect(await lab(...args)).toBe(2);
    expect(told.join('')).toMatch(words);
    expect(openMesh).not.toHaveBeenCalled();
  });

  test.each([
    ['cannot be read', '/nowhere/at/all', /cannot be read/],
    ['are no YAML', 'bad', /rule\.yaml: /],
  ])('ends with 3 when rules %s, and changes nothing', async (_, place, words) => {
    const { lab, told, calls } = labProgram(new FakeCluster());
    const rules = place === 'bad' ? await rulesOf('bad', 'kind: [') : place;
    expect(await lab('run', 'round-robin', '--rules', rules, '--out', out)).toBe(3);
    expect(told.join('')).toMatch(words);
    expect(calls).toEqual([]);
  });

  test('ends with 3 when the mesh does not let it, and says what to type', async () => {
    const line = lineTo(new AbortController().signal, ({ what }) => {
      if (what === 'startClient client') throw new MeshError('the image is missing', 'Bring it in.');
    });
    const cluster = new FakeCluster();
    const before = cluster.state();
    const { lab, told } = labProgram(cluster, { line });
    expect(await lab('run', 'round-robin', '--out', out)).toBe(3);
    expect(told).toEqual(['error: the image is missing\nBring it in.\n']);
    expect(cluster.state()).toEqual(before);
  });

  test('ends with 130 when it is broken off, and the cluster is as it was', async () => {
    const ending = new AbortController();
    const line = lineTo(ending.signal, ({ what }) => {
      if (what.startsWith('run ')) ending.abort();
    });
    const cluster = new FakeCluster();
    const before = cluster.state();
    const { lab, told, said } = labProgram(cluster, { line });
    expect(await lab('run', 'round-robin', '--out', out)).toBe(130);
    expect(told).toEqual(['stopped\n']);
    expect(said.at(-1)).toBe('the mesh is as it was');
    expect(cluster.state()).toEqual(before);
  });

  test('ends with 3 when reports cannot be written, before anything is done', async () => {
    await writeFile(out, 'a file');
    const { lab, told, calls } = labProgram(new FakeCluster());
    expect(await lab('run', 'round-robin', '--out', out)).toBe(3);
    expect(told.join('')).toContain('no reports can be written');
    expect(calls).toEqual([]);
  });

  test('works on the context that is named', async () => {
    const cluster = new FakeCluster();
    const openMesh = vi.fn<(named: string | undefined) => Promise<never>>().mockRejectedValue(new MeshError('no'));
    await labProgram(cluster, { openMesh }).lab('--context', 'kind-other', 'run', 'round-robin', '--out', out);
    await labProgram(cluster, { openMesh }).lab('clean');
    expect(openMesh.mock.calls).toEqual([['kind-other'], [undefined]]);
  });
});

function undeployed(around: Parameters<typeof labProgram>[1], { goesWell = true } = {}) {
  const cluster = new FakeCluster();
  let isDeployed = false;
  const deploy = vi.fn<(named: string | undefined) => Promise<boolean>>(async () => (isDeployed = goesWell));
  const openMesh = async () => {
    if (!isDeployed) throw new NotDeployedError('the system is not deployed', 'Deploy it: pnpm cluster up');
    return openFakeMesh(cluster, lineTo(new AbortController().signal));
  };
  return { deploy, ...labProgram(cluster, { ...around, openMesh, deploy }) };
}

describe('where the system is not deployed', () => {
  const run = ['run', 'round-robin', '--out'];

  test('who sits there is asked, and a yes deploys it', async () => {
    const { lab, asked, deploy } = undeployed({ interactive: true, answer: true });
    expect(await lab('--context', 'kind-mine', ...run, out)).toBe(0);
    expect(asked).toHaveLength(1);
    expect(deploy.mock.calls).toEqual([['kind-mine']]);
  });

  test('a no ends it, with what to type', async () => {
    const { lab, told, asked, deploy } = undeployed({ interactive: true, answer: false });
    expect(await lab(...run, out)).toBe(3);
    expect(asked).toHaveLength(1);
    expect(told.join('')).toContain('pnpm cluster up');
    expect(deploy).not.toHaveBeenCalled();
  });

  test('nobody is asked where nobody sits', async () => {
    const { lab, asked, deploy } = undeployed({ interactive: false, answer: true });
    expect(await lab(...run, out)).toBe(3);
    expect(asked).toEqual([]);
    expect(deploy).not.toHaveBeenCalled();
  });

  test('--deploy deploys it without asking', async () => {
    const { lab, asked, deploy } = undeployed({ interactive: true });
    expect(await lab(...run, out, '--deploy')).toBe(0);
    expect(asked).toEqual([]);
    expect(deploy).toHaveBeenCalledOnce();
  });

  test('a deployment that fails ends it', async () => {
    const { lab, deploy } = undeployed({}, { goesWell: false });
    expect(await lab(...run, out, '--deploy')).toBe(3);
    expect(deploy).toHaveBeenCalledOnce();
  });

  test('another trouble is no reason to deploy', async () => {
    const { lab, asked } = labProgram(new FakeCluster(), {
      openMesh: () => Promise.reject(new MeshError('there is no cluster')),
      interactive: true,
      answer: true,
    });
    expect(await lab(...run, out)).toBe(3);
    expect(asked).toEqual([]);
  });
});
