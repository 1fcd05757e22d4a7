import { configMapSchema, complaint, type CommandResult } from '@weather/cluster';
import { z } from 'zod';
import { aliveMs, type Journal, MeshBusyError, MeshError } from '../mesh.ts';
import { type MeshKubectl, kubectlError } from './mesh-kubectl.ts';
import { commonLabels, fieldManager } from './own-mark.ts';

const name = 'weather-labs';
const key = 'journal';

const journalSchema: z.ZodType<Journal> = z.object({
  holder: z.string(),
  lab: z.string(),
  since: z.iso.datetime(),
  seenAlive: z.iso.datetime(),
  replicas: z.record(z.string(), z.int()),
  kept: z.boolean(),
});

const heldSchema = configMapSchema.extend({ metadata: configMapSchema.shape.metadata.extend({ uid: z.string() }) });

/** The hold on the mesh: one ConfigMap, which only one runner can create. */
export interface Held {
  lab: string;
  /** Of the ConfigMap; undefined while it is not held from here. */
  uid: string | undefined;
}

export function journalIn(kubectl: MeshKubectl, namespace: string, held: Held, now: () => number = Date.now) {
  const where = ['-n', namespace];

  const read = async () => {
    const found = await kubectl.find(heldSchema, ['configmap', name, ...where]);
    return found === undefined ? undefined : { uid: found.metadata.uid, journal: parse(found.data[key], namespace) };
  };

  return {
    async hold(journal: Journal): Promise<void> {
      const stdin = JSON.stringify(configMapOf(journal, namespace));
      const args = ['create', `--field-manager=${fieldManager}`, '-f', '-'];
      const result = await kubectl.repeat(args, { stdin });
      if (result.code !== 0 && !/AlreadyExists|already exists/.test(result.stderr)) throw kubectlError(args, result);
      const found = await read();
      if (found === undefined) throw lost();
      // The answer to a first try may have been lost: then it is ours nevertheless.
      const { holder, since } = found.journal;
      if (holder !== journal.holder || since !== journal.since) throw busy(found.journal, now());
      Object.assign(held, { lab: journal.lab, uid: found.uid });
    },

    journal: async (): Promise<Journal | undefined> => (await read())?.journal,

    /** A patch creates nothing, and with the test nobody else's journal is written over. */
    async note(journal: Journal): Promise<void> {
      const patch = [
        ...(held.uid === undefined ? [] : [{ op: 'test', path: '/metadata/uid', value: held.uid }]),
        { op: 'replace', path: `/data/${key}`, value: JSON.stringify(journal) },
      ];
      const args = ['patch', 'configmap', name, ...where, '--type=json', `--field-manager=${fieldManager}`];
      const result = await kubectl.repeat([...args, '-p', JSON.stringify(patch)]);
      if (result.code !== 0) throw isLost(result) ? lost() : kubectlError(args, result);
      held.lab = journal.lab;
    },

    /** From here, only what is held from here; without a hold, whatever a killed runner left. */
    async letGo(): Promise<void> {
      const preconditions = held.uid === undefined ? {} : { preconditions: { uid: held.uid } };
      const args = ['delete', '--raw', `/api/v1/namespaces/${namespace}/configmaps/${name}`, '-f', '-'];
      const stdin = JSON.stringify({ apiVersion: 'v1', kind: 'DeleteOptions', ...preconditions });
      const result = await kubectl.repeat(args, { stdin });
      if (result.code !== 0 && !isLost(result)) throw kubectlError(args, result);
      held.uid = undefined;
    },
  };
}

const configMapOf = (journal: Journal, namespace: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels: commonLabels },
  data: { [key]: JSON.stringify(journal) },
});

function parse(text: string | undefined, namespace: string): Journal {
  try {
    return journalSchema.parse(JSON.parse(text ?? ''));
  } catch {
    throw new MeshError(
      `the ConfigMap ${namespace}/${name}, in which a lab keeps what it changed, cannot be read`,
      `Look at it: kubectl -n ${namespace} get configmap ${name} -o yaml\nthen delete it: kubectl -n ${namespace} delete configmap ${name}`,
    );
  }
}

/** It is not there any more, or another one is there in its place. */
const isLost = (result: CommandResult) =>
  /NotFound|not found|Conflict|precondition|test failed|testing path|test operation/i.test(complaint(result));

const lost = () =>
  new MeshBusyError(
    'this runner does not have the mesh any more: somebody cleaned up behind it',
    'See that no other runner is at work, then run the lab again.',
  );

function busy({ holder, lab, since, seenAlive, kept }: Journal, now: number): MeshBusyError {
  if (kept)
    return new MeshBusyError(
      `the rule of lab ${lab} was left applied (${holder}, since ${since})`,
      'When you have seen enough of it: pnpm lab clean',
    );
  const what = `lab ${lab} has the mesh: ${holder}, since ${since}`;
  const silentMs = now - Date.parse(seenAlive);
  if (silentMs < aliveMs)
    return new MeshBusyError(`${what}, and it is at work`, 'Two labs at once would measure each other: wait for it.');
  return new MeshBusyError(
    `${what}, but it has not been heard of for ${Math.round(silentMs / 1000)} s: it was killed, it seems`,
    'Put back what it left: pnpm lab clean',
  );
}
