import { copyFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { editionOf, labNamed, type Phase, readReport, type Report, type RequestPlan } from '@weather/labs';
import { FakeCluster } from '../../labs/test/fake-cluster.ts';
import { labProgram } from '../../labs/test/fake-lab-world.ts';
import { beginVirtualTime, endVirtualTime } from '../../labs/test/virtual-time.ts';
import { rehearsalProblems } from '../src/evidence/rehearsal-problems.ts';
import { assignmentOf, course, handIn, liveCluster, madeClass, secretFileOf, writeSolution } from './class-on-disk.ts';
import { exerciseOf, inFirstPhase, rewrite, selfConsistent } from './forgery.ts';

vi.mock('node:timers/promises', () => import('../../labs/test/virtual-time.ts'));

// Each report is graded in a thread of its own, which takes a second or two, and many on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const names = ['canary', 'round-robin'];

let folder = '';
const files = new Map<string, string>();

beforeAll(async () => {
  beginVirtualTime();
  folder = await madeClass(['Ada', 'Eve'], names);
  for (const [number, lab] of names.entries()) {
    const assignment = await assignmentOf(folder, 'Ada', lab);
    await writeSolution(folder, assignment);
    files.set(lab, await handIn(folder, assignment, liveCluster(number + 1)));
  }
  // Its rule needs Envoy's own ring, which the mesh in memory has not; under a wrong one it asks the same.
  const out = join(folder, 'controls');
  await labProgram(liveCluster(5)).lab('controls', 'sticky-routing', '--seed', '3', '--out', out);
  files.set('sticky-routing', join(out, 'sticky-routing-round-robin.json'));
}, 120_000);

afterAll(async () => {
  endVirtualTime();
  await rm(folder, { recursive: true });
});

const runOf = async (lab: string) => readReport(await readFile(files.get(lab)!, 'utf8'));

async function saidOf(report: Report): Promise<string> {
  const { name } = report.lab;
  const lab = report.exercise === undefined ? labNamed(name) : editionOf(labNamed(name), report.exercise.parameters);
  return (await rehearsalProblems(lab, report)).map(({ says }) => says).join('\n');
}

test.each([...names, 'sticky-routing'])('a run of %s as it was is what the lab does', async (lab) => {
  const report = await runOf(lab);
  expect(report.attempts).not.toEqual([]);
  expect(await saidOf(report)).toBe('');
});

const withPlan = (report: Report, change: (plan: RequestPlan) => RequestPlan | undefined) =>
  inFirstPhase(report, (phase) => ({
    ...phase,
    load: { ...phase.load, plan: change(phase.load.plan as RequestPlan) },
  }));

const keep = (phase: Phase, isKept: (account: { replica: { name: string; version: string } }) => boolean): Phase => ({
  ...phase,
  proxies: phase.proxies.filter((proxy) => proxy.side === 'client' || isKept(proxy)),
  services: phase.services.filter(isKept),
});

const forgeries: [string, string, (report: Report) => Report, string][] = [
  [
    'stations renamed',
    'sticky-routing',
    (report) => withPlan(report, (plan) => ({ ...plan, variants: plan.variants!.toReversed() })),
    'is not what this lab asks for',
  ],
  ['no plan', 'canary', (report) => withPlan(report, () => undefined), 'has no plan of what it was to ask for'],
  [
    'fewer requests',
    'round-robin',
    (report) => withPlan(report, (plan) => ({ ...plan, requests: 10 })),
    'is not what this lab asks for',
  ],
  [
    'the plan of another phase',
    'round-robin',
    (report) => withPlan(report, (plan) => ({ ...plan, id: plan.id.replace('direct', 'pushed') })),
    'and the runner calls it',
  ],
  [
    'a phase less',
    'round-robin',
    (report) => ({
      ...report,
      attempts: report.attempts.map((attempt) => ({ ...attempt, phases: attempt.phases.slice(0, 1) })),
    }),
    'has no phase pushed',
  ],
  [
    'a phase of another name',
    'round-robin',
    (report) => inFirstPhase(report, (phase) => ({ ...phase, name: 'other' })),
    'Phase other: this lab has direct in its place',
  ],
  [
    'nobody left but the client',
    'canary',
    (report) => inFirstPhase(report, (phase) => keep(phase, () => false)),
    'no proxy tells of server machine-learning-v2, which this lab watches',
  ],
  [
    'no proxy of the client',
    'canary',
    (report) =>
      inFirstPhase(report, (phase) => ({ ...phase, proxies: phase.proxies.filter(({ side }) => side !== 'client') })),
    'the proxies of 1 clients have to tell of it',
  ],
  [
    'no counts of the services',
    'canary',
    (report) => inFirstPhase(report, (phase) => ({ ...phase, services: [] })),
    'machine-learning-v1 itself does not tell what it answered',
  ],
  [
    'one pod of three left out',
    'round-robin',
    (report) =>
      inFirstPhase(report, (phase) => keep(phase, ({ replica }) => replica.name !== phase.services[0]!.replica.name)),
    'a pod of which no witness tells',
  ],
  [
    'the count of one pod left out',
    'round-robin',
    (report) => inFirstPhase(report, (phase) => ({ ...phase, services: phase.services.slice(1) })),
    'itself does not tell what it answered',
  ],
  [
    'a proxy twice',
    'round-robin',
    (report) => inFirstPhase(report, (phase) => ({ ...phase, proxies: [...phase.proxies, phase.proxies.at(-1)!] })),
    'a proxy is there twice',
  ],
  [
    'a witness that the lab has not',
    'canary',
    (report) =>
      inFirstPhase(report, (phase) => {
        const stranger = { ...phase.services[0]!.replica, workload: 'gui', name: 'gui-1' };
        return { ...phase, services: [...phase.services, { replica: stranger, answers: {} }] };
      }),
    'gui tells what it answered, and this lab does not ask it',
  ],
  [
    'lines about other requests where the lab looks on',
    'round-robin',
    (report) => ({
      ...report,
      attempts: report.attempts.map((attempt) => ({
        ...attempt,
        phases: attempt.phases.map((phase, at) => (at === 0 ? phase : withOtherLine(phase))),
      })),
    }),
    'is none of those that this lab looks at',
  ],
];

const withOtherLine = (phase: Phase): Phase => ({
  ...phase,
  proxies: phase.proxies.map((proxy) => ({
    ...proxy,
    log: proxy.log.map((line, at) => (at === 0 ? { ...line, path: '/livez' } : line)),
  })),
});

test.each(forgeries)('%s: is found in %s', async (_, lab, forge, says) => {
  expect(await saidOf(forge(await runOf(lab)))).toContain(says);
});

test('a report that left out who would tell otherwise is not accepted, whoever sealed it', async () => {
  const exercise = await exerciseOf(folder, await assignmentOf(folder, 'Ada', 'canary'));
  const file = files.get('canary')!.replace('canary', 'canary-without-services');
  await copyFile(files.get('canary')!, file);
  const forged = inFirstPhase(await runOf('canary'), (phase) => ({ ...phase, services: [] }));
  const consistent = await selfConsistent(forged, exercise);
  await rewrite(file, () => consistent, exercise.token);
  const { code, out } = await course('check', file, '--secret-file', secretFileOf(folder));
  expect(out).toContain('itself does not tell what it answered');
  expect(code).toBe(1);
});

describe('an attempt during which a pod was replaced', () => {
  let file = '';

  beforeAll(async () => {
    const assignment = await assignmentOf(folder, 'Eve', 'round-robin');
    await writeSolution(folder, assignment);
    let isReplaced = false;
    const first = 9_000_000;
    const cluster: FakeCluster = new FakeCluster({
      seed: 3,
      beforeRequest: (count) => {
        vi.advanceTimersByTime(10);
        if (isReplaced || count <= first + 150) return;
        isReplaced = true;
        cluster.replacePod('machine-learning-v1');
      },
    });
    cluster.requests = first;
    file = await handIn(folder, assignment, cluster);
  }, 120_000);

  const check = () => course('check', file, '--secret-file', secretFileOf(folder));

  test('counts for nothing, and a second one that holds is accepted', async () => {
    const { attempts, verdict } = readReport(await readFile(file, 'utf8'));
    expect(attempts.map((attempt) => attempt.void === undefined)).toEqual([false, true]);
    expect(verdict.outcome).toBe('reproduced');
    expect((await check()).out).toContain('accepted');
    expect((await check()).code).toBe(0);
  });

  test('is nothing that whoever decides by it gains from', async () => {
    const exercise = await exerciseOf(folder, await assignmentOf(folder, 'Eve', 'round-robin'));
    const told = readReport(await readFile(file, 'utf8'));
    // The void one alone, said to be whole.
    const alone: Report = { ...told, attempts: told.attempts.slice(0, 1) };
    await rewrite(file, () => alone, exercise.token);
    expect((await check()).code).toBe(1);
    const phases = told.attempts[0]!.phases.map((phase) => ({ ...phase, changed: [] }));
    const whole: Report = { ...told, attempts: [{ ...told.attempts[0]!, phases }] };
    const forged = await selfConsistent(whole, exercise);
    await rewrite(file, () => forged, exercise.token);
    const { code, out } = await check();
    expect(out).not.toContain('✓');
    expect(code).toBe(1);
  });
});
