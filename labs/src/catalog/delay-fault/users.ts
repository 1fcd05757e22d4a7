import type { Phase } from '../../bench/evidence.ts';
import { type Joined, joined } from '../joined.ts';

export const service = 'machine-learning-v1';

export const jason = 'jason';

/** By whom requests are made, one after the other: the one user whom the rule names, nobody, and some who are nearly he. */
export const users: readonly (string | undefined)[] = [jason, undefined, 'Jason', 'jason2', 'martha'];

/** In all, of all users alike. */
export const requests = 250;

/** Requests of the one who is to be delayed, and of all others. */
export interface ByUser {
  jasons: Joined[];
  others: Joined[];
}

export function byUser(phase: Phase): ByUser {
  const all = joined(phase);
  return {
    jasons: all.filter(({ variant }) => users[variant] === jason),
    others: all.filter(({ variant }) => users[variant] !== jason),
  };
}

/** How long requests took by the clock of the client's proxy, in milliseconds. */
export const durationsOf = (asked: readonly Joined[]): number[] =>
  asked.flatMap(({ line }) => (line === undefined ? [] : [line.durationMs]));
