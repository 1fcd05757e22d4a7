import { randomBytes } from 'node:crypto';
import type { Expectation } from '../bench/expectation.ts';
import { type LiveOptions, NotLiveError, untilLive } from '../bench/live.ts';
import type { Changes } from '../bench/open-bench.ts';
import type { MeshObject, Replica } from '../mesh/mesh.ts';

interface Marker {
  host: string;
  object: MeshObject;
}

/** A host that is nobody's and leads nowhere, made known for no other end than to see who hears of it. */
function newMarker(): Marker {
  const name = `lab-marker-${randomBytes(4).toString('hex')}`;
  const host = `${name}.invalid`;
  const object = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name, namespace: 'weather' },
    spec: {
      hosts: [host],
      location: 'MESH_EXTERNAL',
      ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
      resolution: 'NONE',
    },
  };
  return { host, object };
}

/**
 * Finds out whether proxies are told of what is new, by telling them of something that no rule can stand in the way of.
 *
 * @returns undefined when all of them are, else which is not
 */
export async function whoHearsNothing(
  proxies: readonly Replica[],
  changes: Changes,
  live: LiveOptions,
): Promise<string | undefined> {
  const { host, object } = newMarker();
  const options = { ...live, replicas: async () => [...proxies] };
  try {
    await changes.apply([object]);
    await untilLive([knows(host)], options);
    await changes.remove([object]);
    // A proxy takes one message after the other. That the host is gone is a second one: whatever else the first one brought
    // is in force by then.
    await untilLive([knowsNoMore(host)], options);
    return undefined;
  } catch (error) {
    if (!(error instanceof NotLiveError)) throw error;
    await changes.remove([object]);
    return error.message;
  }
}

const knows = (host: string): Expectation => ({
  what: `it is told of the new host ${host}`,
  proxies: 'all',
  missing: ({ clusters }) => (clusters.some(({ name }) => isFor(host, name)) ? undefined : 'it has no cluster for it'),
});

const knowsNoMore = (host: string): Expectation => ({
  what: `it is told that the host ${host} is gone`,
  proxies: 'all',
  missing: ({ clusters }) => (clusters.some(({ name }) => isFor(host, name)) ? 'it has a cluster for it' : undefined),
});

const isFor = (host: string, cluster: string) => cluster.split('|')[3] === host;
