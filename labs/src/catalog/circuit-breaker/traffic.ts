import { observationsPath } from '@weather/contracts';
import type { Bench, Watch } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { MeshObject } from '../../mesh/mesh.ts';
import type { LoadStep } from '../../load/plan.ts';
import { createRandom } from '../../statistics/index.ts';
import { actsOnTheLab, service, slowsOnlyTheLab } from './rules.ts';
import { concurrencies, pauseMs, runsEach, secondsPerStep } from './steps.ts';
import { urlOf } from '../names.ts';
import { oneWorker, sequentially } from '../requests.ts';

/** What the thesis typed: `fortio load -c 20 -n 20`; with a rate of its own choice fortio would lower 20 to 10. */
export const atOnce = 20;
/** It was typed once; several times show how much the outcome wanders. */
const thesisRuns = 5;

const measured = 'measured';

const server: Watch = { proxies: [{ workload: service, side: 'server' }], services: [service] };

/** Whoever waits for longer has no answer. */
export const timeoutMs = 700;

/** The thesis's run; then the measured rule takes the place of its rule, and in the end the other way about. */
export async function makeBreakerTraffic(bench: Bench): Promise<Phase[]> {
  const { objects, expectations } = bench.applied;
  const thesis = await asInTheThesis(bench);
  const rules = await bench.rulesIn(measured);
  await bench.change({ apply: rules }, slowsOnlyTheLab());
  const steps = await rising(bench, rules);
  const added = rules.filter((rule) => !objects.some((object) => isSame(rule, object)));
  await bench.change({ apply: objects, remove: added }, expectations);
  return [thesis, steps];
}

const isSame = (one: MeshObject, other: MeshObject) =>
  one.kind === other.kind && one.metadata.name === other.metadata.name;

async function asInTheThesis(bench: Bench): Promise<Phase> {
  const id = `lab/${bench.run}/thesis`;
  return bench.observe(
    { name: 'thesis', title: `${thesisRuns} times fortio load -qps 0 -c ${atOnce} -n ${atOnce}, as in the thesis` },
    { ...server, proxies: [{ workload: 'client', side: 'client' }, ...server.proxies] },
    ({ userAgent }) => userAgent === id,
    async () => {
      const url = urlOf(service, observationsPath);
      const statuses: Record<string, number> = {};
      const runs: Record<string, number>[] = [];
      let tool = 'fortio';
      for (let run = 0; run < thesisRuns; run++) {
        const plan = { tool: 'fortio', id, url, requests: atOnce, concurrency: atOnce, maxSeconds: 30 } as const;
        const load = await bench.client.run(plan);
        runs.push(load.statuses);
        for (const [status, count] of Object.entries(load.statuses)) statuses[status] = (statuses[status] ?? 0) + count;
        tool = load.tool;
      }
      return { statuses, more: { runs }, tool };
    },
  );
}

async function rising(bench: Bench, rules: readonly MeshObject[]): Promise<Phase> {
  const client = await bench.startClient({ name: measured, ...oneWorker });
  await bench.change({}, actsOnTheLab(measured, rules));
  const steps = shuffled(
    concurrencies.flatMap((concurrency) => Array.from({ length: runsEach }, () => concurrency)),
    createRandom(bench.seed),
  ).map((concurrency): LoadStep => ({ concurrency, seconds: secondsPerStep }));
  const plan = sequentially({
    url: urlOf(service, `${observationsPath}?limit=1`),
    headers: { 'x-lab': 'circuit-breaker' },
    requests: steps.length * 1000,
    concurrency: Math.max(...concurrencies),
    steps,
    pauseMs,
    timeoutMs,
  });
  const title = 'From 1 to 20 senders, a message-queue that takes 100 ms';
  return bench.phase({ name: measured, title }, plan, server, client);
}

/** In any order, so that nothing that changes in the course of time can pass for an effect of concurrency. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const keyed = items.map((item) => ({ item, key: random() }));
  return keyed.toSorted((one, other) => one.key - other.key).map(({ item }) => item);
}
