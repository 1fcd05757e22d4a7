import type { Phase } from '../../bench/evidence.ts';
import { createRandom, predictShare } from '../../statistics/index.ts';
import { replicasIn } from '../picks.ts';
import { pods, senders, service, slow } from './traffic.ts';

/** Of the simulated runs as many are left out on both sides together. */
export const outside = 0.01;
const runs = 300;

/**
 * The share that two choices with replacement should leave the slow pod. Every pod takes as long for a request as it took
 * for those that it was measured with, waiting for a processor included.
 *
 * @returns undefined unless each pod answered some
 */
export function prediction(phase: Phase): { mean: number; low: number; high: number } | undefined {
  const { records } = phase.load;
  const latencies = [service, slow]
    .flatMap((workload) => replicasIn(phase, workload))
    .map(({ name }) => records.filter(({ servedBy }) => servedBy === name).map(({ latencyMs }) => latencyMs));
  if (latencies.length !== pods || latencies.some(({ length }) => length === 0)) return undefined;
  const load = { latencies, senders, requests: records.length, choices: 2 };
  return predictShare(load, { member: pods - 1, runs, outside }, createRandom(1));
}
