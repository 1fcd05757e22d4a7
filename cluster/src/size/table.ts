import type { Container, Part } from './containers.ts';
import type { Usage } from './usage.ts';

/** A container with what it used when nothing happened and under load. */
export interface Measured extends Container {
  idle: Usage | undefined;
  busy: Usage | undefined;
}

/** What a small minikube has to give: 2 CPUs and 4 GB. */
const minikube = { cores: 2, bytes: 4e9 };

/** What Kubernetes' own pods ask for on a one-node cluster by kubeadm, as minikube is, where they are not seen as pods. */
const kubernetesRequests = { requestedCores: 0.75, requestedBytes: 170 * 2 ** 20 };

const partNames: Record<Part, string> = {
  service: 'all services',
  sidecar: 'all sidecars',
  istio: 'istiod and gateway',
  kubernetes: "Kubernetes' own pods",
};

const millicores = (cores: number | undefined) => (cores === undefined ? '?' : (cores * 1000).toFixed(0));
const mebibytes = (bytes: number | undefined) => (bytes === undefined ? '?' : (bytes / 2 ** 20).toFixed(0));
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** A Markdown table with a row per container, and sums; CPU in millicores, memory (working set) in MiB. */
export function sizeTable(measured: readonly Measured[], load: string): string[] {
  const parts = (['service', 'sidecar', 'istio', 'kubernetes'] as const).filter((part) =>
    measured.some((one) => one.part === part),
  );
  const ours = measured.filter(({ part }) => part !== 'kubernetes');
  const columns = ['CPU idle', `CPU at ${load}`, 'CPU requested', 'memory idle', `memory at ${load}`];
  return [
    row(['Container', ...columns, 'memory requested', 'memory limit']),
    row(['---', ...columns.map(() => '---:'), '---:', '---:']),
    ...parts
      .filter((part) => part !== 'kubernetes')
      .flatMap((part) => measured.filter((one) => one.part === part))
      .map((one) =>
        row([nameOf(one), ...cells(one), one.limitBytes === undefined ? 'none' : mebibytes(one.limitBytes)]),
      ),
    ...parts.map((part) => row([partNames[part], ...cells(total(measured.filter((one) => one.part === part))), ''])),
    row(['system and Istio', ...cells(total(ours)), '']),
  ];
}

const nameOf = ({ workload, part }: Container) => (part === 'sidecar' ? `${workload}, its sidecar` : workload);

type Amounts = Pick<Measured, 'idle' | 'busy' | 'requestedCores' | 'requestedBytes'>;

const cells = ({ idle, busy, requestedCores, requestedBytes }: Amounts) => [
  millicores(idle?.cores),
  millicores(busy?.cores),
  millicores(requestedCores),
  mebibytes(idle?.memoryBytes),
  mebibytes(busy?.memoryBytes),
  mebibytes(requestedBytes),
];

function total(all: readonly Measured[]): Amounts {
  const sum = (amount: (one: Measured) => number) => all.reduce((so, one) => so + amount(one), 0);
  const usage = (when: 'idle' | 'busy'): Usage => ({
    cores: sum((one) => one[when]?.cores ?? 0),
    memoryBytes: sum((one) => one[when]?.memoryBytes ?? 0),
  });
  return {
    idle: usage('idle'),
    busy: usage('busy'),
    requestedCores: sum(({ requestedCores }) => requestedCores),
    requestedBytes: sum(({ requestedBytes }) => requestedBytes),
  };
}

/** Lines that say whether it all fits the small minikube, and which container comes too near its limit. */
export function sizeVerdict(measured: readonly Measured[]): string[] {
  const ours = total(measured.filter(({ part }) => part !== 'kubernetes'));
  const seen = measured.filter(({ part }) => part === 'kubernetes');
  const kubernetes = seen.length > 0 ? total(seen) : kubernetesRequests;
  const cores = ours.requestedCores + kubernetes.requestedCores;
  const bytes = ours.requestedBytes + kubernetes.requestedBytes;
  const fits = cores <= minikube.cores && bytes <= minikube.bytes;
  return [
    `minikube with 2 CPUs and 4 GB: ${fits ? 'fits' : 'DOES NOT FIT'}. Requested are ${millicores(cores)} of ${millicores(minikube.cores)} millicores ` +
      `and ${mebibytes(bytes)} of ${mebibytes(minikube.bytes)} MiB, of which Kubernetes itself ` +
      `${millicores(kubernetes.requestedCores)} and ${mebibytes(kubernetes.requestedBytes)}${seen.length > 0 ? '' : " (kubeadm's; not seen as pods here)"}.`,
    ...measured.filter(isNearLimit).map((one) => `${nameOf(one)} is within a third of its memory limit.`),
  ];
}

/** A limit should be 1.5 times what was seen, or more. */
const isNearLimit = ({ busy, limitBytes }: Measured) =>
  busy !== undefined && limitBytes !== undefined && busy.memoryBytes * 1.5 > limitBytes;
