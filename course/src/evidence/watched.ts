import { hostOf, type Phase, type ProxyAccount, type RehearsedPhase } from '@weather/labs';
import type { Contradiction } from './contradiction.ts';

/** The name by which a lab watches the client that the runner starts for it. */
const ownClient = 'client';

/** Witnesses that the lab has and the phase has not, those that the lab has not, and requests that went past all of them. */
export const contradictionsInWatch = (phase: Phase, meant: RehearsedPhase): Contradiction[] => [
  ...proxiesThatDiffer(phase, meant),
  ...servicesThatDiffer(phase, meant),
  ...unseen(phase, meant),
  ...notAboutIt(phase, meant),
];

function proxiesThatDiffer({ proxies }: Phase, { watch, asking }: RehearsedPhase): Contradiction[] {
  const clients =
    asking.filter(({ hasProxy }) => hasProxy).length +
    watch.proxies.filter(({ workload }) => workload === ownClient).length;
  const wanted = new Set(
    watch.proxies.filter(({ workload }) => workload !== ownClient).map(({ workload, side }) => `${side} ${workload}`),
  );
  const others = proxies.filter((proxy) => !wanted.has(placeOf(proxy)));
  const there = new Set(proxies.map(placeOf));
  const names = proxies.map((proxy) => `${placeOf(proxy)} ${proxy.replica.name}`);
  return [
    ...[...wanted]
      .filter((place) => !there.has(place))
      .map((place) => `no proxy tells of ${place}, which this lab watches.`),
    ...others
      .filter(({ side }) => side !== 'client')
      .map((proxy) => `a proxy tells of ${placeOf(proxy)}, which this lab does not watch.`),
    ...(others.filter(({ side }) => side === 'client').length === clients
      ? []
      : [`the proxies of ${clients} clients have to tell of it.`]),
    ...(new Set(names).size < names.length ? ['a proxy is there twice.'] : []),
  ];
}

const placeOf = ({ side, replica }: ProxyAccount) => `${side} ${replica.workload}`;

function servicesThatDiffer({ proxies, services }: Phase, { watch }: RehearsedPhase): Contradiction[] {
  const names = services.map(({ replica }) => replica.name);
  const there = new Set(services.map(({ replica }) => replica.workload));
  const uncounted = proxies.find(
    ({ side, replica }) =>
      side === 'server' && watch.services.includes(replica.workload) && !names.includes(replica.name),
  );
  return [
    ...watch.services
      .filter((workload) => !there.has(workload))
      .map((workload) => `${workload} itself does not tell what it answered, and this lab asks it.`),
    ...[...there]
      .filter((workload) => !watch.services.includes(workload))
      .map((workload) => `${workload} tells what it answered, and this lab does not ask it.`),
    ...(uncounted === undefined ? [] : [`${uncounted.replica.name} itself does not tell what it answered.`]),
    ...(new Set(names).size < names.length ? ['a service is there twice.'] : []),
  ];
}

/** Requests that were passed on to a pod which nobody watches. */
function unseen({ proxies, services }: Phase, { watch }: RehearsedPhase): Contradiction[] {
  const watched = new Set(
    [...proxies.filter(({ side }) => side === 'server'), ...services].map(({ replica }) => replica.address),
  );
  const line = proxies
    .filter(({ side }) => side !== 'server')
    .flatMap(({ log }) => log)
    .find(
      ({ upstream, authority }) =>
        upstream !== '' && !watched.has(hostOf(upstream)) && !watch.unwatched?.includes(hostOf(authority)),
    );
  return line === undefined
    ? []
    : [`request ${line.requestId} went to ${line.upstream}, a pod of which no witness tells.`];
}

/** Of traffic that a lab looks on at it takes the lines that are about it, and no others. */
function notAboutIt({ proxies }: Phase, { isOurs }: RehearsedPhase): Contradiction[] {
  if (isOurs === undefined) return [];
  const strange = proxies.flatMap(({ side, log }) => log.filter((line) => !isOurs(line, side)))[0];
  return strange === undefined ? [] : [`request ${strange.requestId} is none of those that this lab looks at.`];
}
