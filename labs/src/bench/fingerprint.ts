import { createHash } from 'node:crypto';
import type { ProxyConfiguration } from '../envoy/configuration.ts';

/** Stands for all that a proxy was told about rules, part by part: `kind name`, and a hash of what it says. */
export type Fingerprint = ReadonlySet<string>;

/**
 * Endpoints come and go, and are left out. So are routes that no listener asks for: a proxy keeps them for the connections
 * of a listener that drains, long after the rule that made them is gone.
 */
export function fingerprintOf({ clusters, virtualHosts, listeners }: ProxyConfiguration): Fingerprint {
  const asked = new Set(listeners.flatMap(({ routeConfigurations }) => routeConfigurations));
  return new Set([
    ...clusters.map((cluster) => part(`cluster ${cluster.name}`, { ...cluster, endpoints: undefined, raw: undefined })),
    ...virtualHosts
      .filter(({ routeConfiguration }) => asked.has(routeConfiguration))
      .map((host) => {
        const routes = host.routes.map((route) => ({ ...route, raw: undefined }));
        return part(`routes ${host.routeConfiguration} ${host.name}`, { ...host, routes });
      }),
    ...listeners.map((listener) => part(`listener ${listener.name}`, listener)),
  ]);
}

const part = (name: string, content: object) =>
  `${name} ${createHash('sha256').update(JSON.stringify(content)).digest('hex')}`;

export const isSameFingerprint = (one: Fingerprint, other: Fingerprint): boolean => notInBoth(one, other).length === 0;

/** What two fingerprints do not have in common, such as `cluster outbound|3001||machine-learning-v1`. */
export const differenceOf = (one: Fingerprint, other: Fingerprint): string[] => [
  ...new Set(notInBoth(one, other).map((entry) => entry.slice(0, entry.lastIndexOf(' ')))),
];

const notInBoth = (one: Fingerprint, other: Fingerprint): string[] => [
  ...[...one].filter((entry) => !other.has(entry)),
  ...[...other].filter((entry) => !one.has(entry)),
];
