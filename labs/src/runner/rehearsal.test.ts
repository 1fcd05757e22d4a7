import { expect, test } from 'vitest';
import type { Phase } from '../bench/evidence.ts';
import { labNamed, labs } from '../catalog/index.ts';
import type { Lab } from '../catalog/lab.ts';
import { rehearsed, type RehearsedPhase } from './rehearsal.ts';

const played = { run: '0000002a', seed: 5 };

const outside = {
  workload: 'station-archive',
  name: 'station-archive-1',
  address: '10.0.0.9',
  version: '',
  ready: true,
  hasProxy: false,
};

const madeUp = ({ name }: { name: string }): Phase => ({
  name,
  title: name,
  load: { plan: undefined, startedAt: 0, endedAt: 0, records: [], statuses: {}, tool: '' },
  proxies: [],
  services: [{ replica: outside, answers: {} }],
  changed: [],
  more: {},
});

/** A lab that has a further phase says so: so all are found, one after the other. */
async function allPhasesOf(lab: Lab): Promise<RehearsedPhase[]> {
  let phases = [madeUp({ name: 'first' })];
  for (;;) {
    const meant = await rehearsed(lab, { ...played, phases });
    if (meant.length === phases.length) return meant;
    phases = meant.map(madeUp);
  }
}

// A lab that cannot be rehearsed would have the course refuse each of its reports.
test.each(labs.map((lab) => [lab.name, lab] as const))(
  '%s can be rehearsed without a mesh',
  async (_, lab) => {
    const meant = await allPhasesOf(lab);
    for (const { name, watch, asking, isOurs } of meant) {
      expect(name).not.toBe('');
      expect(watch.proxies).not.toEqual([]);
      expect(asking.length > 0).toBe(isOurs === undefined);
    }
  },
  30_000,
);

test('all phases of a lab are there, each with its plan', async () => {
  const meant = await allPhasesOf(labNamed('sticky-routing'));
  expect(meant.map(({ name }) => name)).toEqual(['three', 'four', 'back']);
  expect(meant[1]!.asking).toMatchObject([{ hasProxy: true, plan: { requests: 1203, concurrency: 1 } }]);
  const { plan } = meant[0]!.asking[0]!;
  expect(plan.tool === 'k6' && plan.variants?.[0]).toEqual({ headers: { 'ce-partitionkey': 'lab-0000002a-1' } });
});

async function breakerPlan(seed: number) {
  const phases = ['thesis', 'measured'].map((name) => madeUp({ name }));
  const [, measured] = await rehearsed(labNamed('circuit-breaker'), { ...played, seed, phases });
  return measured!.asking[0]!.plan;
}

test('what a lab draws is drawn by the seed', async () => {
  expect(await breakerPlan(5)).toEqual(await breakerPlan(5));
  expect(await breakerPlan(5)).not.toEqual(await breakerPlan(6));
});

test('phases that a lab cannot have made are refused', async () => {
  const phases = ['before', 'after'].map((name) => ({ ...madeUp({ name }), services: [] }));
  await expect(rehearsed(labNamed('egress'), { ...played, phases })).rejects.toThrow('station-archive has no pod');
});
