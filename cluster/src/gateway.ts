import { request } from 'undici';
import type { Istio } from './istio.ts';
import type { Kubectl } from './kubectl.ts';
import { nodeListSchema, serviceListSchema } from './objects.ts';
import { type StartForward, forwardPort } from './port-forward.ts';

/** A way to the ingress gateway. */
export interface GatewayRoute {
  url: string;
  /** Such as `node port`. */
  how: 'load balancer' | 'node port' | 'port-forward';
  close(): void;
}

/** The first way to the gateway that answers: its load balancer's address, a node's port, or a forwarded port. */
export async function reachGateway(kubectl: Kubectl, istio: Istio, startForward?: StartForward): Promise<GatewayRoute> {
  for (const { url, how } of await addresses(kubectl, istio)) {
    if (await answers(url)) return { url, how, close: () => undefined };
  }
  const { namespace, name } = istio.gateway;
  const forwarded = await forwardPort(kubectl, { namespace, target: `service/${name}`, port: 80 }, startForward);
  return { ...forwarded, how: 'port-forward' };
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
