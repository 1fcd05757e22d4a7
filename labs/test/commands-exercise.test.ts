import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { canary } from '../src/catalog/canary/canary.ts';
import { solved } from '../src/catalog/places.ts';
import { sealOf } from '../src/exercise/seal.ts';
import type { MeshObject } from '../src/mesh/mesh.ts';
import { readReport } from '../src/report/report-file.ts';
import { readRules, scenarioFolder } from '../src/runner/scenario.ts';
import { FakeCluster } from './fake-cluster.ts';
import { labProgram } from './fake-lab-world.ts';
import { eachInVirtualTime } from './virtual-folder.ts';

vi.mock('node:timers/promises', () => import('./virtual-time.ts'));

const exercise = {
  format: 1,
  student: 'Ada',
  lab: 'canary',
  seed: 41,
  parameters: { share: 15 },
  token: 'a1'.repeat(32),
};

let folder = '';
eachInVirtualTime(async (own) => {
  folder = own;
  await writeFile(join(folder, 'exercise.json'), JSON.stringify(exercise));
});

async function rules(objects: readonly MeshObject[], name = 'rules'): Promise<string> {
  const place = join(folder, name);
  await mkdir(place);
  await writeFile(join(place, 'kustomization.yaml'), 'namespace: weather\nresources:\n  - rules.yaml\n');
  await writeFile(join(place, 'rules.yaml'), objects.map((object) => stringify(object)).join('---\n'));
  return place;
}

const scenario = () => readRules(scenarioFolder('canary'));
const run = (program: ReturnType<typeof labProgram>, place: string, ...more: string[]) =>
  program.lab('run', 'canary', '--exercise', join(folder, 'exercise.json'), '--rules', place, '--out', folder, ...more);

test("a student's run is judged by the student's numbers, and its report is sealed", async () => {
  const place = await rules(solved(canary.exercise!, exercise.parameters, await scenario()));
  expect(await run(labProgram(new FakeCluster({ seed: 3 })), place)).toBe(0);
  const text = await readFile(join(folder, 'canary.json'), 'utf8');
  const report = readReport(text);
  expect(report.exercise).toEqual({ student: 'Ada', seed: 41, parameters: { share: 15 } });
  expect(report.seed).toBe(41);
  expect(report.setting).toEqual({ name: 'rule', title: '85 / 15', isControl: false, ownRules: true });
  expect(report.attempts[0]!.checks[0]!.claim).toContain('15 of a hundred');
  const content = JSON.parse(text) as object;
  expect(report.seal).toBe(sealOf(content, exercise.token));
  expect(sealOf({ ...content, seed: 42 }, exercise.token)).not.toBe(report.seal);
  expect(text).not.toContain(exercise.token);
});

test("the scenario's own rule is not the student's", async () => {
  const program = labProgram(new FakeCluster({ seed: 3 }));
  expect(await run(program, await rules(await scenario()))).toBe(1);
  expect(program.printed.join('\n')).toMatch(/never became live.*\(90\)/s);
});

test('what is left blank is said before the mesh is touched', async () => {
  const objects = await scenario();
  const program = labProgram(new FakeCluster());
  expect(await run(program, await rules(objects.map((one) => ({ ...one, spec: { host: '___' } }))))).toBe(3);
  expect(program.told.join('')).toContain('there are blanks to fill in (___) in DestinationRule machine-learning');
  expect(program.calls).toEqual([]);
});

test('so it is of rules that a lab puts in place on its way', async () => {
  const place = await rules(await scenario());
  await rules(
    [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'later' }, data: { what: '___' } }],
    'rules/later',
  );
  const program = labProgram(new FakeCluster());
  expect(await run(program, place)).toBe(3);
  expect(program.told.join('')).toContain(`there are blanks to fill in (___) in ConfigMap later: see ${place}/later/`);
});

test.each([
  ['another lab', { ...exercise, lab: 'random' }, 'is for lab random, not for canary'],
  ['numbers out of range', { ...exercise, parameters: { share: 90 } }, 'share is 90, and must be from 5 to 20'],
  ['no token', { ...exercise, token: '' }, 'token'],
])('an exercise with %s is refused', async (_, content, says) => {
  await writeFile(join(folder, 'exercise.json'), JSON.stringify(content));
  const program = labProgram(new FakeCluster());
  expect(await run(program, await rules(await scenario()))).toBe(3);
  expect(program.told.join('')).toContain(says);
});

test('a seed of its own, another lab or no rules go badly with an exercise', async () => {
  const file = join(folder, 'exercise.json');
  const program = labProgram(new FakeCluster());
  expect(await run(program, folder, '--seed', '1')).toBe(2);
  expect(await program.lab('run', 'canary', '--exercise', file)).toBe(2);
  expect(await program.lab('run', 'canary', 'random', '--exercise', file)).toBe(2);
});
