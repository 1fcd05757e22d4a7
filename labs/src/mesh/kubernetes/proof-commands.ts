import { gatewayWorkload, type Proof, type Replica } from '../mesh.ts';
import { istioNamespace } from './own-mark.ts';
import type { Namespaces } from './workloads.ts';

/** What to type to see what proves a finding, in the words of kubectl and istioctl. */
export function commandOf(proof: Proof, { namespace, gatewayNamespace }: Namespaces): string {
  const at = (replica: Replica | undefined) =>
    `-n ${replica?.workload === gatewayWorkload ? gatewayNamespace : namespace}`;
  switch (proof.of) {
    case 'containers':
      return `kubectl ${at(proof.replica)} get pod ${proof.replica.name} -o jsonpath='{.spec.initContainers[*].name} {.spec.containers[*].name}'`;
    case 'proxy-workers':
      return `kubectl ${at(proof.replica)} exec ${proof.replica.name} -c istio-proxy -- pilot-agent request GET stats?filter=server.concurrency`;
    case 'retried-requests':
      return `kubectl ${at(proof.replica)} logs ${proof.replica.name} -c istio-proxy | grep -v '"attempts":1,'`;
    case 'proxy-configuration':
      return `istioctl ${at(proof.replica)} proxy-config all ${proof.replica.name} -o json`;
    case 'endpoints':
      return `istioctl ${at(proof.replica)} proxy-config endpoints ${proof.replica.name} --cluster '${proof.cluster}'`;
    case 'routes':
      return `istioctl ${at(proof.replica)} proxy-config routes ${proof.replica.name} -o json`;
    case 'clusters':
      return `istioctl ${at(proof.replica)} proxy-config clusters ${proof.replica.name} -o json`;
    case 'mutual-tls':
      return `istioctl ${at(proof.replica)} experimental describe pod ${proof.replica.name}`;
    case 'clusters-of-service':
      return `istioctl ${at(proof.replica)} proxy-config clusters ${proof.replica.name} --fqdn ${proof.service}.${namespace}.svc.cluster.local`;
    case 'http-filter':
      return `istioctl ${at(proof.replica)} proxy-config listeners ${proof.replica?.name ?? 'POD'} -o json | grep ${proof.filter}`;
    case 'service-ports':
      return `kubectl -n ${namespace} get service ${proof.service} -o jsonpath='{.spec.ports}'`;
    case 'replicas':
      return `kubectl -n ${namespace} get pods -o wide | grep ${proof.workload}`;
    case 'object':
      return `kubectl -n ${namespace} get ${proof.kind.toLowerCase()} ${proof.name} -o yaml`;
    case 'rules':
      return `istioctl -n ${namespace} analyze`;
    case 'control-plane':
      return `istioctl proxy-status; kubectl -n ${istioNamespace} logs -l app=istiod --tail=100`;
  }
}
