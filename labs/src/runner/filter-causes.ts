import type { ProxyConfiguration } from '../envoy/configuration.ts';
import type { MeshObject } from '../mesh/mesh.ts';
import type { Cause } from './cause.ts';

const filterSchemaNames = (object: MeshObject): string[] => {
  const patches = (object.spec as { configPatches?: { patch?: { value?: { name?: string } } }[] } | undefined)
    ?.configPatches;
  return (patches ?? []).flatMap(({ patch }) => patch?.value?.name ?? []);
};

/** A patch that matches nothing is silent. */
export const filterMatchedNothing: Cause = ({ objects, proxies }) =>
  objects
    .filter(({ kind }) => kind === 'EnvoyFilter')
    .flatMap((object) =>
      filterSchemaNames(object)
        .filter((filter) => !proxies.some(({ configuration }) => hasFilter(configuration, filter)))
        .map((filter) => ({
          layer: 'EnvoyFilter',
          says: `EnvoyFilter ${object.metadata.name} matched nothing: no proxy here has its filter`,
          evidence: `${filter} stands in no listener`,
          proof: { of: 'http-filter', replica: proxies.at(-1)?.replica, filter },
        })),
    );

const hasFilter = ({ listeners }: ProxyConfiguration, filter: string) =>
  listeners.some(({ httpFilters }) => httpFilters.some(({ name }) => name === filter));

const localLimit = 'envoy.filters.http.local_ratelimit';

export const limitPerPod: Cause = ({ proxies, objects }) => {
  const isLimited = objects.some((object) => filterSchemaNames(object).includes(localLimit));
  const pods = proxies
    .filter(({ configuration }) => hasFilter(configuration, localLimit))
    .map(({ replica }) => replica);
  if (!isLimited || pods.length < 2) return [];
  return [
    {
      layer: 'limit per pod',
      says: `a local limit counts in each pod for itself: ${pods.length} pods let through ${pods.length} times as much`,
      evidence: pods.map(({ name }) => name).join(', '),
      proof: { of: 'replicas', workload: pods[0]!.workload },
    },
  ];
};

const globalLimit = 'envoy.filters.http.ratelimit';

/** What the limiter allows stands in no proxy. It tells with each answer. */
export const limiterAllows: Cause = ({ objects }, phases) => {
  if (!objects.some((object) => filterSchemaNames(object).includes(globalLimit))) return [];
  const told = phases.flatMap(({ load }) => load.records).flatMap(({ marks }) => marks['x-ratelimit-limit'] ?? []);
  if (told.length === 0) return [];
  return [
    {
      layer: 'limiter',
      says: 'the rate limit service was asked, and this is what it allows (requests; per so many seconds)',
      evidence: `x-ratelimit-limit: ${[...new Set(told)].join(' and ')}`,
      proof: { of: 'object', kind: 'ConfigMap', name: 'ratelimit' },
    },
  ];
};
