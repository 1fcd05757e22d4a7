import type { GatewayRoute } from './gateway.ts';
import type { Istio } from './istio.ts';
import type { Kubectl } from './kubectl.ts';
import { serviceListSchema } from './objects.ts';
import { namespace } from './places.ts';

/** What people look at beside the page: where it listens once it is forwarded, and Istio's addon that brings it. */
const views = [
  { title: 'Grafana', service: 'grafana', port: 3000, local: 3030, path: '' },
  { title: 'Kiali', service: 'kiali', port: 20001, local: 20001, path: '', addon: 'kiali' },
  { title: 'Jaeger', service: 'tracing', port: 80, local: 16686, path: '/jaeger', addon: 'jaeger' },
];

/** Lines that say where everything is, and what to type for what cannot be reached as it is. */
export async function addressLines(kubectl: Kubectl, istio: Istio, route: GatewayRoute): Promise<string[]> {
  const { gateway } = istio;
  const { items } = await kubectl.get(serviceListSchema, ['services', '-A']);
  const forward = (of: string, service: string, ports: string) =>
    `kubectl --context ${kubectl.context} -n ${of} port-forward service/${service} ${ports}`;
  const page = forward(gateway.namespace, gateway.name, '8080:80');
  const lines = [
    ['Page', route.how === 'port-forward' ? 'http://localhost:8080' : `${route.url}   (${route.how} of the gateway)`],
    ['', `${route.how === 'port-forward' ? '' : 'or http://localhost:8080 with '}${page}`],
  ];
  const isThere = (service: string, home: string) =>
    items.some(({ metadata }) => metadata.name === service && metadata.namespace === home);
  const install = (addon: string) => `kubectl --context ${kubectl.context} apply -f ${addonFile(istio, addon)}`;
  for (const { title, service, port, local, path, addon } of views) {
    const home = [namespace, istio.namespace].find((name) => isThere(service, name));
    if (home !== undefined)
      lines.push([title, `http://localhost:${local}${path}`], ['', forward(home, service, `${local}:${port}`)]);
    else
      lines.push([
        title,
        `is not installed: ${addon === undefined ? 'pnpm cluster up --with observability' : install(addon)}`,
      ]);
    if (addon === 'kiali' && !isThere('prometheus', istio.namespace))
      lines.push(['', `it reads a Prometheus in ${istio.namespace}, and there is none: ${install('prometheus')}`]);
  }
  return lines.map(([title, text]) => `  ${title!.padEnd(8)} ${text}`);
}

/** Istio's own manifest of an addon, of the branch that fits what is installed. */
function addonFile({ version }: Istio, name: string): string {
  const [, branch] = /^(\d+\.\d+)/.exec(version) ?? [];
  return `https://raw.githubusercontent.com/istio/istio/${branch === undefined ? 'master' : `release-${branch}`}/samples/addons/${name}.yaml`;
}
