import { type Cluster, openCluster } from '../../src/cluster.ts';
import { Failure } from '../../src/failure.ts';
import { runCommand } from '../../src/run-command.ts';

/** The cluster that tests may use. Without one it is said why; where REQUIRE_CLUSTER promises one that is an error. */
export async function clusterIfAny(): Promise<Cluster | undefined> {
  const { env } = process;
  const world = { run: runCommand, say: () => {}, print: () => {}, signal: new AbortController().signal, env };
  try {
    return await openCluster(world, env.CLUSTER_CONTEXT);
  } catch (error) {
    if (!(error instanceof Failure) || env.REQUIRE_CLUSTER === '1') throw error;
    console.log(`tests of the real cluster are skipped: ${error.message}`);
    return undefined;
  }
}
