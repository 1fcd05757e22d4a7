import { Command } from 'commander';
import { contextOf } from '@weather/cluster';
import type { LabWorld } from '../lab-world.ts';
import { aliveMs } from '../mesh/mesh.ts';
import { putBack } from '../runner/session.ts';

export function cleanCommand(world: LabWorld): Command {
  return new Command('clean')
    .description('put back what a killed run, or one with --keep, has left')
    .option('--force', 'also what a run that still seems to live has changed')
    .action(async ({ force }: { force?: true }, self: Command) => {
      const { openMesh, say, print } = world;
      const mesh = await openMesh(contextOf(self));
      const journal = await mesh.journal();
      const silent = journal === undefined ? Infinity : Date.now() - Date.parse(journal.seenAlive);
      if (journal !== undefined && !journal.kept && silent < aliveMs && !force)
        throw new StillRunningError(
          `lab ${journal.lab} of ${journal.holder} gave a sign of life ${Math.round(silent / 1000)} s ago`,
        );
      const removed = await putBack(mesh, journal ?? { replicas: {} }, say);
      for (const object of removed) print(`removed ${object}`);
      for (const [workload, replicas] of Object.entries(journal?.replicas ?? {}))
        print(`${workload} has ${replicas} replicas again`);
      if (removed.length === 0 && journal === undefined) print('there was nothing to clean');
    });
}

/** Somebody works on it. */
export class StillRunningError extends Error {
  override name = 'StillRunningError';
}
