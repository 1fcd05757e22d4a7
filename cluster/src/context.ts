import { BlockList } from 'node:net';
import { z } from 'zod';
import { Failure } from './failure.ts';
import { hints } from './requirements.ts';
import type { World } from './world.ts';

/** Who runs a cluster on this machine; it decides how images get in. */
export type ClusterTool = 'minikube' | 'kind' | 'k3d' | 'shares-docker' | 'unknown';

export interface ClusterContext {
  name: string;
  server: string;
  tool: ClusterTool;
}

const configSchema = z.object({
  contexts: z
    .array(z.object({ name: z.string(), context: z.object({ cluster: z.string() }) }))
    .nullish()
    .transform((list) => list ?? []),
  clusters: z
    .array(
      z.object({
        name: z.string(),
        cluster: z.object({
          server: z.string(),
          extensions: z
            .array(z.object({ extension: z.object({ provider: z.string().optional() }).nullish() }))
            .nullish(),
        }),
      }),
    )
    .nullish()
    .transform((list) => list ?? []),
  'current-context': z.string().default(''),
});

/**
 * The context to work on: the one named, or else the current one if a tool for clusters on one's own machine made
 * it and its API server is on this machine or its private networks. A Failure says why one will not do.
 */
export async function chooseContext(
  { run, signal }: Pick<World, 'run' | 'signal'>,
  named: string | undefined,
): Promise<ClusterContext> {
  const { code, stdout, stderr } = await run('kubectl', ['config', 'view', '-o', 'json'], { signal });
  signal.throwIfAborted();
  if (code === null) throw new Failure('kubectl is not installed, or not on the PATH', hints.kubectl);
  if (code !== 0) throw new Failure(`kubectl cannot read its configuration: ${stderr.trim()}`);
  const config = configSchema.parse(JSON.parse(stdout));
  const name = named ?? config['current-context'];
  if (name === '') throw new Failure('kubectl knows no cluster: it has no current context', hints.cluster);
  const context = config.contexts.find((item) => item.name === name);
  const cluster = config.clusters.find((item) => item.name === context?.context.cluster)?.cluster;
  if (cluster === undefined) throw new Failure(`kubectl has no context ${name}`, knownContexts(config.contexts));
  const byMinikube = cluster.extensions?.some((item) => item.extension?.provider === 'minikube.sigs.k8s.io') ?? false;
  const tool = byMinikube ? 'minikube' : toolOf(name);
  if (named === undefined && !(tool !== 'unknown' && isNear(cluster.server))) {
    throw new Failure(
      `the current context ${name} (${cluster.server}) does not look like a cluster on this machine`,
      `If it is meant, name it: --context ${name}. Else choose another: kubectl config use-context minikube`,
    );
  }
  return { name, server: cluster.server, tool };
}

const knownContexts = (contexts: { name: string }[]) =>
  contexts.length === 0 ? hints.cluster : `It has ${contexts.map(({ name }) => name).join(', ')}.`;

function toolOf(context: string): ClusterTool {
  if (context === 'minikube') return 'minikube';
  if (context.startsWith('kind-')) return 'kind';
  if (context.startsWith('k3d-')) return 'k3d';
  if (/^(docker-desktop|docker-for-desktop|rancher-desktop|orbstack|colima(-.*)?)$/.test(context))
    return 'shares-docker';
  return 'unknown';
}

const nearNetworks = new BlockList();
nearNetworks.addSubnet('127.0.0.0', 8);
nearNetworks.addSubnet('10.0.0.0', 8);
nearNetworks.addSubnet('172.16.0.0', 12);
nearNetworks.addSubnet('192.168.0.0', 16);
nearNetworks.addSubnet('0.0.0.0', 32);
nearNetworks.addAddress('::1', 'ipv6');

/** Whether an API server is on this machine or a private network, as those of local clusters are. */
function isNear(server: string): boolean {
  if (!URL.canParse(server)) return false;
  const host = new URL(server).hostname.replace(/^\[|\]$/g, '');
  if (/^(localhost|kubernetes\.docker\.internal|host\.docker\.internal|.*\.orb\.local)$/.test(host)) return true;
  return nearNetworks.check(host, host.includes(':') ? 'ipv6' : 'ipv4');
}
