import type { Random } from './random.ts';
import { requireWhole } from './require-argument.ts';

/** Senders, each of which asks again as soon as it has its answer, before a balancer and the members that it chooses from. */
export interface BalancedLoad {
  /** For each member, how long it took for requests, in any unit; each request takes one of them, all equally likely. */
  latencies: readonly (readonly number[])[];
  senders: number;
  requests: number;
  /** Members drawn for each request, with replacement, of which the one with the fewest requests under way is taken. */
  choices: number;
}

interface Sender {
  /** Whose answer it waits for. */
  member: number;
  until: number;
}

/**
 * How many requests each member gets. `choices` 2 is Envoy's LEAST_REQUEST with equal weights: of two that are equal the
 * one drawn first is taken, and the same may be drawn twice (Mitzenmacher 2001, IEEE Trans. Parallel Distrib. Syst. 12,
 * 1094, on two choices as such). 1 is RANDOM.
 *
 * @throws RangeError unless senders, requests and choices are whole numbers of at least 1, and each member has a latency
 */
export function simulateChoices({ latencies, senders, requests, choices }: BalancedLoad, random: Random): number[] {
  requireWhole('senders', senders, 1);
  requireWhole('requests', requests, 1);
  requireWhole('choices', choices, 1);
  latencies.forEach((known, member) => requireWhole(`number of latencies of member ${member}`, known.length, 1));
  const counts = latencies.map(() => 0);
  const all = Array.from({ length: senders }, (): Sender => ({ member: 0, until: 0 }));
  const draw = (below: number) => Math.floor(random() * below);
  for (let request = 0; request < requests; request++) {
    const sender = all.reduce((first, next) => (next.until < first.until ? next : first));
    const now = sender.until;
    const drawn = Array.from({ length: choices }, () => draw(counts.length));
    const member = drawn.reduce((best, next) => (underWay(all, next, now) < underWay(all, best, now) ? next : best));
    counts[member]!++;
    const known = latencies[member]!;
    sender.member = member;
    sender.until = now + known[draw(known.length)]!;
  }
  return counts;
}

const underWay = (senders: readonly Sender[], of: number, now: number) =>
  senders.reduce((count, { member, until }) => (member === of && until > now ? count + 1 : count), 0);

/**
 * The share that one member is to expect: the mean of many simulations, each of which has the standard deviation of about
 * √(share · (1 - share) / requests).
 *
 * @throws RangeError as simulateChoices
 */
export function predictShare(
  load: BalancedLoad,
  { member, runs }: { member: number; runs: number },
  random: Random,
): number {
  let count = 0;
  for (let run = 0; run < runs; run++) count += simulateChoices(load, random)[member]!;
  return count / (runs * load.requests);
}
