import { Command } from 'commander';

export function createProgram(): Command {
  return new Command('cluster').description('Deploy the weather system on a local Kubernetes cluster with Istio');
}
