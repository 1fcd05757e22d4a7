import { spawn } from 'node:child_process';
import { request } from 'undici';
import { Failure } from './failure.ts';
import type { Istio } from './istio.ts';
import type { Kubectl } from './kubectl.ts';
import { nodeListSchema, serviceListSchema } from './objects.ts';

/** A way to the ingress gateway. */
export interface GatewayRoute {
  url: string;
  /** Such as `node port`. */
  how: 'load balancer' | 'node port' | 'port-forward';
  close(): void;
}

/** How a command that runs on is started, and the first line that it prints; tests stand in for it. */
export type StartForward = (args: readonly string[]) => Promise<{ firstLine: string; stop(): void }>;

/** The first way to the gateway that answers: its load balancer's address, a node's port, or a forwarded port. */
export async function reachGateway(
  kubectl: Kubectl,
  istio: Istio,
  startForward: StartForward = startKubectl,
): Promise<GatewayRoute> {
  for (const { url, how } of await addresses(kubectl, istio)) {
    if (await answers(url)) return { url, how, close: () => undefined };
  }
  const { namespace, name } = istio.gateway;
  const args = ['--context', kubectl.context, '-n', namespace, 'port-forward', `service/${name}`, ':80'];
  const { firstLine, stop } = await startForward(args);
  const port = /127\.0\.0\.1:(\d+)/.exec(firstLine)?.[1];
  if (port !== undefined) return { url: `http://127.0.0.1:${port}`, how: 'port-forward', close: stop };
  stop();
  throw new Failure(`the ingress gateway ${namespace}/${name} cannot be reached: ${firstLine}`);
}

async function addresses(kubectl: Kubectl, { gateway }: Istio): Promise<Pick<GatewayRoute, 'url' | 'how'>[]> {
  const selector = ['services', '-n', gateway.namespace, '-l', 'istio=ingressgateway'];
  const [services, nodes] = await Promise.all([
    kubectl.get(serviceListSchema, selector),
    kubectl.get(nodeListSchema, ['nodes']),
  ]);
  const service = services.items.find(({ metadata }) => metadata.name === gateway.name);
  const balancers = service?.status.loadBalancer.ingress.flatMap(({ ip, hostname }) => ip ?? hostname ?? []) ?? [];
  const nodePort = service?.spec.ports.find(({ port }) => port === 80)?.nodePort;
  const nodeAddresses = nodes.items.flatMap(({ status }) =>
    status.addresses.filter(({ type }) => type === 'InternalIP').map(({ address }) => bracketed(address)),
  );
  return [
    ...balancers.map((host) => ({ url: `http://${bracketed(host)}`, how: 'load balancer' as const })),
    ...(nodePort === undefined
      ? []
      : nodeAddresses.map((host) => ({ url: `http://${host}:${nodePort}`, how: 'node port' as const }))),
  ];
}

const bracketed = (host: string) => (host.includes(':') ? `[${host}]` : host);

/** Whether an Envoy listens; which status it answers with does not matter yet. */
async function answers(url: string): Promise<boolean> {
  try {
    const { headers, body } = await request(url, { headersTimeout: 2000, signal: AbortSignal.timeout(2000) });
    await body.dump();
    return headers.server === 'istio-envoy';
  } catch {
    return false;
  }
}

/** Runs kubectl until it is stopped. */
export const startKubectl: StartForward = (args) =>
  new Promise((resolve) => {
    const child = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const first = (text: unknown) => resolve({ firstLine: String(text).split('\n')[0]!, stop: () => child.kill() });
    child.stdout.once('data', first);
    child.stderr.once('data', first);
    child.once('error', (error) => first(error.message));
    child.once('exit', (code) => first(`kubectl port-forward ended with ${code}`));
  });
