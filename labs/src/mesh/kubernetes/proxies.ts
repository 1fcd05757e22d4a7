import { MeshError, type Replica, gatewayWorkload } from '../mesh.ts';
import { keptLogs } from './kept-logs.ts';
import type { MeshKubectl } from './mesh-kubectl.ts';
import type { Namespaces } from './workloads.ts';

const container = 'istio-proxy';
/** Of every service of the system's. */
const serviceContainer = 'service';
/** Where a sidecar's agent gives out its own metrics, Envoy's and the service's as one text. */
const metricsPort = 15_020;
/** Where a service without a sidecar gives out its own. */
const servicePort = 3001;

/** What can be asked of a replica and of the proxy beside it. */
export function proxiesOn(kubectl: MeshKubectl, { namespace, gatewayNamespace }: Namespaces, signal: AbortSignal) {
  const kept = keptLogs(kubectl, signal);
  const namespaceOf = ({ workload }: Replica) => (workload === gatewayWorkload ? gatewayNamespace : namespace);
  const inProxy = (replica: Replica) => {
    if (!replica.hasProxy) throw new MeshError(`${replica.name} has no proxy beside it`);
    return ['-n', namespaceOf(replica), replica.name, '-c', container];
  };
  const logOf = async (pod: readonly string[], since: Date) => {
    const log = await kubectl.text(logCommand(pod, since));
    return log.split('\n').filter((line) => line !== '');
  };
  return {
    async admin(replica: Replica, path: string): Promise<string> {
      const answer = await kubectl.text(['exec', ...inProxy(replica), '--', 'pilot-agent', 'request', 'GET', path]);
      if (answer.startsWith('invalid path.')) throw new MeshError(`the proxy of ${replica.name} knows no ${path}`);
      return answer;
    },

    async accessLog(replica: Replica, since: Date): Promise<string[]> {
      const log = await logOf(inProxy(replica), since);
      return [...new Set([...kept.linesOf(replica.name), ...log])];
    },

    serviceLog: (replica: Replica, since: Date) =>
      logOf(['-n', namespaceOf(replica), replica.name, '-c', serviceContainer], since),

    keepLog: (replica: Replica, since: Date) => kept.keep(replica.name, logCommand(inProxy(replica), since)),

    metrics(replica: Replica): Promise<string> {
      const pod = `/api/v1/namespaces/${namespaceOf(replica)}/pods/${replica.name}`;
      const path = replica.hasProxy ? `:${metricsPort}/proxy/stats/prometheus` : `:${servicePort}/proxy/metrics`;
      return kubectl.text(['get', '--raw', `${pod}${path}`]);
    },
  };
}

const logCommand = (pod: readonly string[], since: Date) => ['logs', ...pod, `--since-time=${since.toISOString()}`];
