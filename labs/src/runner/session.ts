import { hostname, userInfo } from 'node:os';
import type { Changes } from '../bench/open-bench.ts';
import { type Journal, type Mesh, MeshBusyError, MeshError, type MeshObject } from '../mesh/mesh.ts';
import { keepJournal, type KeptJournal } from './kept-journal.ts';
import { workloadsAmong } from './scenario.ts';

/** The mesh, held by one runner, with a journal of what has to be put back. */
export interface Session {
  changes: Changes;
  /** All that was brought in and not taken away since. */
  applied(): MeshObject[];
  /** Takes away all that was brought in, gives each workload the replicas that it had, and lets the mesh go. */
  restore(): Promise<void>;
  /** Leaves things as they are, for `clean` to put back. */
  leave(): Promise<void>;
}

export interface SessionOptions {
  mesh: Mesh;
  lab: string;
  say(line: string): void;
}

/** Takes the mesh. @throws MeshBusyError when another runner has it, or has left it unclean */
export async function beginSession({ mesh, lab, say }: SessionOptions): Promise<Session> {
  // For putting things back, which nothing breaks off.
  const lastingMesh = mesh.until(new AbortController().signal);
  const now = new Date().toISOString();
  const journal: Journal = {
    holder: `${userInfo().username}@${hostname()}, process ${process.pid}`,
    lab,
    since: now,
    seenAlive: now,
    replicas: {},
    kept: false,
  };
  await take(mesh, lastingMesh, journal);
  const kept = keepJournal(mesh, journal);
  return {
    ...changesOf(mesh, kept),
    restore: async () => {
      kept.stop();
      try {
        await putBack(lastingMesh, kept.current(), say);
        say('the mesh is as it was');
      } catch (error) {
        throw new NotRestoredError(error as Error);
      }
    },
    leave: async () => {
      kept.stop();
      await kept.note({ kept: true }, lastingMesh);
    },
  };
}

function changesOf(mesh: Mesh, kept: KeptJournal): Pick<Session, 'changes' | 'applied'> {
  const applied = new Map<string, MeshObject>();
  // Workloads that a scenario brings along go with it: nothing is to be put back.
  const brought = new Set<string>();
  return {
    changes: {
      apply: async (objects) => {
        for (const { name } of workloadsAmong(objects)) brought.add(name);
        for (const object of objects) applied.set(keyOf(object), object);
        await mesh.apply(objects);
      },
      remove: async (objects) => {
        await mesh.remove(objects);
        for (const object of objects) applied.delete(keyOf(object));
      },
      scale: async (workload, replicas) => {
        const { replicas: noted } = kept.current();
        if (noted[workload] === undefined && !brought.has(workload))
          await kept.note({ replicas: { ...noted, [workload]: await mesh.wanted(workload) } });
        await mesh.scale(workload, replicas);
      },
    },
    applied: () => [...applied.values()],
  };
}

const keyOf = ({ kind, metadata }: MeshObject) => `${kind} ${metadata.namespace} ${metadata.name}`;

/** Holds the mesh, or leaves no trace: what was broken off may have taken effect all the same. */
async function take(mesh: Mesh, lastingMesh: Mesh, journal: Journal): Promise<void> {
  try {
    await mesh.hold(journal);
  } catch (error) {
    if (error instanceof MeshBusyError) throw error;
    const there = await lastingMesh.journal().catch(() => undefined);
    if (there?.holder === journal.holder && there.since === journal.since) await lastingMesh.letGo();
    throw error;
  }
}

/** What a run changed could not be put back. Its journal, if it is still there, tells `clean` of it. */
export class NotRestoredError extends MeshError {
  override name = 'NotRestoredError';

  constructor(cause: Error) {
    super(`not everything could be put back: ${cause.message}`, 'When the mesh can be reached again: pnpm lab clean');
    this.cause = cause;
  }
}

/** Undoes what a journal tells of. @returns what was taken away */
export async function putBack(
  mesh: Mesh,
  journal: Pick<Journal, 'replicas'>,
  say: (line: string) => void,
): Promise<string[]> {
  say('putting everything back');
  const failures: Error[] = [];
  const tried = <T>(part: Promise<T>) => part.catch((error: Error) => void failures.push(error));
  const removed = await tried(mesh.removeAll());
  for (const [workload, replicas] of Object.entries(journal.replicas)) await tried(mesh.scale(workload, replicas));
  // The hold stays as long as something is left, so that `clean` finds what has to be put back.
  const [first] = failures;
  if (first !== undefined) throw first;
  await mesh.letGo();
  return removed ?? [];
}
