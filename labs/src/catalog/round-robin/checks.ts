import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { exactCheck } from '../../judgement/make-check.ts';
import { chanceThatRandomPasses, fewestCursors, isCyclic, spreadOfCounts } from '../../statistics/index.ts';
import { onceEach } from '../once-each.ts';
import { countsOf, cursorsOf, firstPicks } from '../picks.ts';

export const replicas = 3;
/** Of the direct client. */
export const requests = 300;
/** That message-queue pushes. */
export const observations = 150;

/** Fewer picks say little of an order. */
const fewest = 30;

const isJudgeable = (picks: readonly string[], members: readonly string[]) =>
  picks.length >= fewest && members.length === replicas;

const tooFew = (picks: readonly string[], members: readonly string[]) =>
  `${picks.length} requests to ${members.length} pods`;

export function orderOfOne(picks: readonly string[], members: readonly string[]): Check {
  const found = isJudgeable(picks, members) ? isCyclic(picks, members) : undefined;
  return exactCheck({
    id: 'direct-order',
    claim: `one client's requests go to the ${replicas} pods in a circle: each next one to the next pod`,
    test: 'exact order law of one round-robin cursor',
    n: picks.length,
    against: { setting: 'RANDOM', power: powerAgainstRandom(1, picks.length) },
    expected: 'any three in a row differ, and each goes where the third before it went',
    observed:
      found === undefined
        ? tooFew(picks, members)
        : found.holds
          ? `${firstPicks(picks, members)}, and so on without exception for ${picks.length} requests`
          : `broken at request ${found.firstViolation! + 1}`,
    holds: found?.holds,
    counts: countsOf(picks, members),
  });
}

export function orderOfSeveral(picks: readonly string[], members: readonly string[], cursors: number): Check {
  const found = isJudgeable(picks, members) ? fewestCursors(picks, members, cursors) : undefined;
  return exactCheck({
    id: 'pushed-order',
    claim: `what message-queue pushes goes round in a circle, in as many circles as its proxy has workers (${cursors})`,
    test: 'exact order law of several round-robin cursors',
    n: picks.length,
    against: { setting: 'RANDOM', power: powerAgainstRandom(cursors, picks.length) },
    expected: `a shuffle of at most ${cursors} walks through one circle of pods`,
    observed:
      found === undefined
        ? tooFew(picks, members)
        : found.holds
          ? `${firstPicks(picks, members)}, ${found.cursors === 1 ? 'one walk explains' : `${found.cursors} walks explain`} all ${picks.length} pushes`
          : `no explanation from push ${found.firstViolation! + 1} on`,
    holds: found?.holds,
    counts: countsOf(picks, members),
  });
}

/** Shown, not judged: it follows from the order, and `RANDOM` often passes it. */
export function evenness(phase: Phase, counts: Record<string, number>): Check {
  const n = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const cursors = cursorsOf(phase);
  return exactCheck({
    id: `${phase.name}-evenness`,
    role: 'shown',
    claim: 'no pod gets more than one request per worker more than another',
    test: 'exact law on counts of round-robin cursors',
    n,
    against: undefined,
    expected: `largest less smallest count at most ${cursors}`,
    observed: `${Object.values(counts).join(' : ')} requests per pod`,
    holds: n >= fewest ? spreadOfCounts(Object.values(counts), cursors).holds : undefined,
    counts,
  });
}

const powerAgainst = (cursors: number) =>
  onceEach((picks: number) =>
    picks === 0 ? 0 : 1 - 10 ** chanceThatRandomPasses({ members: replicas, cursors, picks }).log10,
  );

const powersByCursors = onceEach(powerAgainst);
const powerAgainstRandom = (cursors: number, picks: number) => powersByCursors(cursors)(picks);
