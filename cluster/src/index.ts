/** What other packages build on: finding a cluster, kubectl, and how Kubernetes' objects are read. */
export { type Cluster, openCluster } from './cluster.ts';
export type { ClusterContext } from './context.ts';
export { chooseContext } from './context.ts';
export { Failure } from './failure.ts';
export { howToBringIn } from './image-loading.ts';
export { complaint, kubectlOn } from './kubectl.ts';
export { addContextOption, contextOf } from './options.ts';
export { namespaceState } from './namespace.ts';
export {
  type Deployment,
  type Pod,
  configMapSchema,
  deploymentListSchema,
  deploymentSchema,
  objectListSchema,
  podListSchema,
  podSchema,
  serviceListSchema,
} from './objects.ts';
export { namespace, ownLabel } from './places.ts';
export { hasProxy, podTrouble } from './pod-trouble.ts';
export { podsOf } from './rollout.ts';
export { type CommandOptions, type CommandResult, type RunCommand, runCommand } from './run-command.ts';
export { print, say } from './terminal.ts';
export type { World } from './world.ts';
