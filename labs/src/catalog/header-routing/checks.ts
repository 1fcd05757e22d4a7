import { performSimulationPath } from '@weather/contracts';
import { z } from 'zod';
import { linesAt, type Phase } from '../../bench/evidence.ts';
import type { AccessLine } from '../../envoy/access-line.ts';
import { hostOf } from '../../envoy/address.ts';
import type { Check } from '../../judgement/check.ts';
import { exactCheck } from '../../judgement/make-check.ts';
import { allOrNothing } from '../all-or-nothing.ts';
import { asking, simulating, type User } from './users.ts';

/** How many requests of a user went to which version; those that nobody answered are under an empty name. */
export interface Routed {
  user: User;
  versions: Record<string, number>;
}

const countsOf = (versions: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const version of versions) counts[version] = (counts[version] ?? 0) + 1;
  return counts;
};

const isCall = (path: string) => path.startsWith(performSimulationPath);

/** As the answers tell. */
export const routedDirectly = ({ load: { records } }: Phase): Routed[] =>
  asking.map((user, place) => ({
    user,
    versions: countsOf(records.filter(({ index }) => index % asking.length === place).map(({ version }) => version)),
  }));

/** Observations that message-queue pushed, as its proxy logged them: every try. */
export const pushesIn = (phase: Phase): AccessLine[] => linesAt(phase, 'client').filter(({ path }) => !isCall(path));

/**
 * As message-queue's proxy logged its pushes. Whose they are is told by the request id: the services pass it on from the
 * call of the simulation to the push of each observation.
 */
export function routedAfterHops(phase: Phase): Routed[] {
  const calls = linesAt(phase, 'client').filter(({ path }) => isCall(path));
  const versionAt = new Map(phase.proxies.map(({ replica }) => [replica.address, replica.version]));
  return simulating.map((user, place) => {
    const call = calls.find(({ userAgent }) => userAgent.endsWith(`/${place}`));
    const pushes = pushesIn(phase).filter(({ requestId }) => requestId === call?.requestId);
    return { user, versions: countsOf(pushes.map(({ upstream }) => versionAt.get(hostOf(upstream)) ?? '')) };
  });
}

const accountsSchema = z.array(z.object({ user: z.string(), pushes: z.int() }));

/** How many observations message-queue took of each user's simulation, and so has to push. */
export const accountsOf = ({ more }: Phase) => accountsSchema.parse(more.accounts);

export const sumOf = ({ versions }: Routed) => Object.values(versions).reduce((sum, count) => sum + count, 0);

/** Fewer say little: of 50 that all go one way the true share of others may still be 6 %. */
const fewest = 50;

interface Hop {
  id: string;
  /** Such as `requests`. */
  what: string;
  routed: readonly Routed[];
  /** What would send requests astray, and the share of each version's that it would. */
  against: Record<'v1' | 'v2', { setting: string; astray: number }>;
}

const isChosen = ({ user }: Routed) => user.version === 'v2';

/** All or nothing: the chosen user's go to v2, everybody else's to v1. */
export const checksOfHop = (hop: Hop): Check[] => [
  goTo('v2', { ...hop, routed: hop.routed.filter(isChosen) }),
  goTo('v1', { ...hop, routed: hop.routed.filter((one) => !isChosen(one)) }),
];

function goTo(version: 'v1' | 'v2', { id, what, routed, against }: Hop): Check {
  const { setting, astray } = against[version];
  const n = routed.reduce((sum, one) => sum + sumOf(one), 0);
  const right = routed.reduce((sum, { versions }) => sum + (versions[version] ?? 0), 0);
  const users = routed.map(({ user }) => user.name).join(', ');
  return exactCheck({
    id: `${id}-${version}`,
    claim: `${what} of ${users} go to ${version}, every one`,
    test: 'exact: all or nothing',
    n,
    against: { setting, power: 1 - (1 - astray) ** n },
    expected: `${n} of ${n} at ${version}`,
    observed: routed.map((one) => `${one.user.name}: ${textOf(one)}`).join('; '),
    holds: routed.some((one) => sumOf(one) < fewest) ? undefined : right === n,
    counts: Object.fromEntries(
      routed.flatMap(({ user, versions }) =>
        Object.entries(versions).map(([at, count]) => [`${user.name} at ${at || 'nobody'}`, count]),
      ),
    ),
  });
}

const textOf = ({ versions }: Routed) =>
  Object.entries(versions)
    .map(([at, count]) => `${count} at ${at || 'nobody'}`)
    .toSorted()
    .join(' and ') || 'none';

/** Without it, it would not be known whose a push is. */
export function idsCarried(phase: Phase, routed: readonly Routed[]): Check {
  const accounts = accountsOf(phase);
  const expected = accounts.reduce((sum, { pushes }) => sum + pushes, 0);
  // More than that are tries that failed: of those another check tells.
  const off = accounts.filter(({ user, pushes }) => pushes > sumOf(routed.find((one) => one.user.name === user)!));
  return exactCheck({
    id: 'carried-ids',
    claim: 'every push has the request id of the call that began it, two services before',
    test: 'conservation: for each observation of a simulation a push with the id of its call',
    n: expected,
    against: { setting: 'a service that does not pass x-request-id on', power: 1 },
    expected: accounts.map(({ user, pushes }) => `${user}: ${pushes}`).join(', '),
    observed: routed.map((one) => `${one.user.name}: ${sumOf(one)}`).join(', '),
    holds: expected === 0 ? undefined : off.length === 0,
    counts: Object.fromEntries(routed.map((one) => [one.user.name, sumOf(one)])),
  });
}

/** message-queue tells of deliveries, not of what each push was answered: its proxy does. */
export function pushesAnswered(phase: Phase): Check {
  const statuses: Record<string, number> = {};
  for (const { status } of pushesIn(phase)) statuses[status] = (statuses[status] ?? 0) + 1;
  const n = pushesIn(phase).length;
  return allOrNothing({
    id: 'carried-answered',
    claim: 'every push is answered',
    n,
    hits: statuses['200'] ?? 0,
    planned: accountsOf(phase).reduce((sum, { pushes }) => sum + pushes, 0),
    against: 'a version that answers with 503, or has no pods',
    expected: `200 for all ${n}`,
    observed: Object.entries(statuses)
      .map(([status, count]) => `${status} for ${count} of ${n}`)
      .join(', '),
    counts: statuses,
  });
}
