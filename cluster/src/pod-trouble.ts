import type { ContainerStatus, Pod } from './objects.ts';

/** Why a pod is not ready yet, in a few words; undefined if it is. `crashed` names a container whose log tells more. */
export function podTrouble(pod: Pod): { reason: string; crashed?: string } | undefined {
  const { status } = pod;
  if (status.phase === 'Succeeded') return undefined;
  const unscheduled = status.conditions.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False');
  if (unscheduled !== undefined) return { reason: `no node takes it: ${firstSentence(unscheduled.message)}` };
  for (const container of [...status.initContainerStatuses, ...status.containerStatuses]) {
    const trouble = containerTrouble(container);
    if (trouble !== undefined) return trouble;
  }
  const ready = status.conditions.find(({ type }) => type === 'Ready');
  if (ready?.status === 'True') return undefined;
  return { reason: status.reason || waitingFor(pod) };
}

/** A pull that fails and a process that ends do not pass by waiting alone. */
function containerTrouble({ name, state, lastState, restartCount }: ContainerStatus) {
  const { waiting, terminated } = state;
  if (waiting !== undefined && /ImagePull|ErrImage|InvalidImage|ImageInspect|CreateContainer/.test(waiting.reason))
    return { reason: `${name}: ${waiting.reason} ${firstSentence(waiting.message)}`.trim() };
  const ended = terminated ?? lastState.terminated;
  if (waiting?.reason === 'CrashLoopBackOff' || (terminated !== undefined && terminated.exitCode !== 0))
    return { reason: `${name} ended with ${ended?.exitCode ?? '?'} (${restartCount} restarts)`, crashed: name };
  return undefined;
}

/** The service's own first. */
const lastingContainers = ({ status }: Pod) => [
  ...status.containerStatuses,
  ...status.initContainerStatuses.filter(isSidecar),
];

/** As `kubectl get pods` counts them: those that are ready, and all that go on. */
export function readyContainers(pod: Pod): string {
  const containers = lastingContainers(pod);
  return `${containers.filter(({ ready }) => ready).length}/${containers.length}`;
}

/** Which containers are not ready: the proxy waits for the service's own, or it for the proxy. */
function waitingFor(pod: Pod): string {
  const unready = lastingContainers(pod)
    .filter(({ ready }) => !ready)
    .map(({ name, state }) => describe(name, state.waiting?.reason));
  return unready.length === 0 ? pod.status.phase : unready.join(', ');
}

/** A sidecar is an init container that goes on: others end, and are not ready when they did. */
const isSidecar = ({ name }: ContainerStatus) => name === 'istio-proxy';

const describe = (name: string, reason = 'not ready') =>
  `${name} ${reason === 'PodInitializing' ? 'not started' : reason}`;

const firstSentence = (text: string) => text.split(/\n|\. /)[0]!.slice(0, 200);

/** Whether Istio put its proxy into the pod, as a container or as a sidecar that starts first. */
export const hasProxy = ({ spec }: Pod) =>
  [...spec.containers, ...spec.initContainers].some(({ name }) => name === 'istio-proxy');
