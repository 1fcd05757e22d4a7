import type { Phase } from '../../bench/evidence.ts';
import { alpha } from '../../judgement/check.ts';
import type { RequestRecord } from '../../load/plan.ts';
import { binomialRegion, createRandom, predictShare } from '../../statistics/index.ts';
import { replicasIn } from '../picks.ts';
import { pods, senders, service, slow } from './traffic.ts';

/** How long pods take is not the same all the time. So many stretches of the load, one after the other, are predicted apart. */
const stretches = 5;
/** Simulations of each stretch. Their mean is within 0.4 percentage points of what it would be with any number of them. */
const runs = 24;

/** The share that two choices with replacement should leave the slow pod. */
export interface Prediction {
  /** Over all stretches, and that of the least and of the most. */
  share: { mean: number; low: number; high: number };
  /** So many requests the slow pod may get, whichever of these shares is the true one. */
  region: { low: number; high: number };
}

/**
 * By simulation of the closed loop that the client made, in which every pod takes as long for a request as it took for those
 * that it was measured with, waiting for a processor included. How far that may be off is told by predictions from single
 * stretches of the load; to that comes chance, which leaves a binomial count outside the region once in 1/alpha runs. The
 * count varies a little less than a binomial one: who is busy now gets less next.
 *
 * @returns undefined unless each pod answered some in each stretch
 */
export function prediction(phase: Phase): Prediction | undefined {
  const { records } = phase.load;
  const names = [service, slow].flatMap((workload) => replicasIn(phase, workload)).map(({ name }) => name);
  const random = createRandom(1);
  const shares: number[] = [];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const [from, to] = [stretch, stretch + 1].map((part) => Math.floor((part * records.length) / stretches));
    const latencies = latenciesOf(records.slice(from, to), names);
    if (latencies.length !== pods || latencies.some(({ length }) => length === 0)) return undefined;
    const load = { latencies, senders, requests: records.length, choices: 2 };
    shares.push(predictShare(load, { member: pods - 1, runs }, random));
  }
  const [low, high] = [Math.min(...shares), Math.max(...shares)];
  const regionOf = (p: number) => binomialRegion({ n: records.length, p, alpha });
  return {
    share: { mean: shares.reduce((sum, share) => sum + share, 0) / stretches, low, high },
    region: { low: regionOf(low).low, high: regionOf(high).high },
  };
}

const latenciesOf = (records: readonly RequestRecord[], names: readonly string[]) =>
  names.map((name) => records.filter(({ servedBy }) => servedBy === name).map(({ latencyMs }) => latencyMs));
