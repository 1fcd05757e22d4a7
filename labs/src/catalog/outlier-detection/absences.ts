import { linesAt, type Phase } from '../../bench/evidence.ts';
import type { AccessLine } from '../../envoy/access-line.ts';
import { hostOf } from '../../envoy/address.ts';
import { clusterOf } from '../names.ts';
import { replicasIn } from '../picks.ts';
import { longestPause, slowest } from '../stalls.ts';
import { bad, rule, service } from './rules.ts';

/** The bad pod gets a request each tenth of a second as long as it gets any: without one for so long (s), it was out. */
const isOutAfter = rule.base / 2;

/** A stretch of time in which the bad pod got requests. Times are seconds since 1970, by the clock of the client's proxy. */
export interface Spell {
  errors: number;
  /** When the answer was there that was one too many; undefined: there were not so many. */
  enoughAt: number | undefined;
  firstAt: number;
  lastAt: number;
  /** Whether it was out afterwards, while requests went on. */
  isOver: boolean;
}

/** Requests to the service as the client's proxy tells of them, in the order in which they began. */
export const requestsIn = (phase: Phase): AccessLine[] =>
  linesAt(phase, 'client').filter(({ upstreamCluster }) => upstreamCluster === clusterOf(service));

export function toBad(phase: Phase): (line: AccessLine) => boolean {
  const addresses = new Set(replicasIn(phase, bad).map(({ address }) => address));
  return ({ upstream }) => addresses.has(hostOf(upstream));
}

const beganAt = ({ time }: AccessLine) => Date.parse(time) / 1000;
const endedAt = ({ time, durationMs }: AccessLine) => (Date.parse(time) + durationMs) / 1000;
const isError = ({ status }: AccessLine) => status >= 500;

/** @param errors in a row after which a pod is to be out */
export function spellsIn(phase: Phase, errors: number): Spell[] {
  const all = requestsIn(phase);
  const end = Math.max(0, ...all.map(beganAt));
  const runs: AccessLine[][] = [];
  for (const line of all.filter(toBad(phase))) {
    const run = runs.at(-1);
    if (run === undefined || beganAt(line) - beganAt(run.at(-1)!) > isOutAfter) runs.push([line]);
    else run.push(line);
  }
  return runs.map((run, index) => ({
    ...spellOf(run, errors),
    isOver: index < runs.length - 1 || end - beganAt(run.at(-1)!) > isOutAfter,
  }));
}

function spellOf(run: readonly AccessLine[], enough: number): Omit<Spell, 'isOver'> {
  const failed = run.filter(isError);
  return {
    errors: failed.length,
    enoughAt: failed.map(endedAt).toSorted((a, b) => a - b)[enough - 1],
    firstAt: beganAt(run[0]!),
    lastAt: beganAt(run.at(-1)!),
  };
}

/** How long (s) the bad pod was out, each time from the error that was one too many to its next request. */
export const absencesIn = (spells: readonly Spell[]): number[] =>
  spells.slice(0, -1).map(({ enoughAt, lastAt }, index) => spells[index + 1]!.firstAt - (enoughAt ?? lastAt));

/** Thirty ask each second, and have their answers within milliseconds: nothing goes on for so long (ms) only on a machine that stands still. */
export const stallMs = 300;

/** Whether the client, its proxy or a pod stood still for longer than the bounds on time allow for. */
export function isStalled(phase: Phase): boolean {
  const all = requestsIn(phase);
  return longestPause(all) > stallMs || slowest(all) > stallMs;
}

/**
 * How long the nth absence may be: base time × n, and then until the proxy looks again who may come back. `low` allows for
 * times that are cut off at whole milliseconds, `high` until the pod's turn comes, and for stalls that are no longer than
 * `stallMs` each.
 */
export const absenceWithin = (times: number) => ({
  low: rule.base * times - 0.05,
  high: rule.base * times + rule.interval + 0.6,
});
