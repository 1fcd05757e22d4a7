import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performSimulationPath, simulationAccountSchema, eventTypes } from '@weather/contracts';
import { request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blocksTypedBy } from '../../system/docs/command-blocks.ts';
import { withEventLog } from '../survival/event-log.ts';
import { ensureLastingLog, type LastingLog } from '../survival/lasting-log.ts';
import { settled } from '../survival/workloads.ts';
import { runCommand } from '../src/run-command.ts';
import { clusterKubectl, describeInCluster, gatewayUrl, inContext, kubectl, namespace } from './support/cluster.ts';

const installation = { kubectl: clusterKubectl, namespace };

/** What docs/operating.md says to type: the whole of the backup, and what a restore has in the place of its `tar`. */
async function recipe(claimName: string) {
  const [backup, instead] = await blocksTypedBy('cluster/test/backup.test.ts', 'docs/operating.md');
  const forThisClaim = backup!.replace('claimName: message-queue-event-log', `claimName: ${claimName}`);
  const restore = forThisClaim.replace(/^.* tar -cf .*$/m, instead!);
  return { backup: forThisClaim, restore };
}

/** Types it into a shell whose kubectl works on this cluster. */
async function type(lines: string, folder: string): Promise<void> {
  const script = `cd '${folder}'\nkubectl() { command kubectl ${inContext.join(' ')} "$@"; }\n${lines}`;
  const { code, stderr } = await runCommand('sh', ['-e', '-c', script], { timeout: 300_000 });
  expect(code, stderr).toBe(0);
  await settled(installation, 'message-queue');
}

/** Sends observations of a new station; gives the station. */
async function simulate() {
  const query = { duration: '3000', type: 'weather', threads: '1', stations: '1', rate: '10' };
  const { body } = await request(gatewayUrl + performSimulationPath, { method: 'POST', query });
  return simulationAccountSchema.parse(await body.json()).stations[0]!;
}

const storedOf = (station: string) =>
  withEventLog(installation, async (log) => {
    const events = await log.eventsOf(station);
    return events.filter(({ type: kind }) => kind === eventTypes.observation).length;
  });

describeInCluster('backup and restore, as docs/operating.md says it', () => {
  let folder: string;
  let log: LastingLog | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weather-backup-'));
    log = await ensureLastingLog(installation);
  });

  afterAll(async () => {
    await kubectl(['-n', namespace, 'delete', 'pod', 'event-log-access', '--ignore-not-found']);
    await kubectl(['-n', namespace, 'scale', 'deployment/message-queue', '--replicas=1']);
    await log?.restore();
    await rm(folder, { recursive: true });
  });

  test('the log is again what it was at the backup', async () => {
    const { backup, restore } = await recipe(log!.claimName);
    const before = await simulate();
    const stored = await storedOf(before);
    expect(stored).toBeGreaterThan(0);
    await type(backup, folder);
    const after = await simulate();
    expect(await storedOf(after)).toBeGreaterThan(0);
    await type(restore, folder);
    expect(await storedOf(before)).toBe(stored);
    expect(await storedOf(after)).toBe(0);
  });
});
