import type { Journal, Mesh } from '../mesh/mesh.ts';

/** How often a journal says that its runner lives. */
const heartbeatMs = 10_000;

/** A journal that stands in the mesh, renewed while its runner lives. */
export interface KeptJournal {
  current(): Journal;
  /** Notes a change in the mesh, before it is made there. */
  note(change: Partial<Journal>, through?: Mesh): Promise<void>;
  /** No more signs of life. */
  stop(): void;
}

/** @param first as the mesh has it already */
export function keepJournal(mesh: Mesh, first: Journal): KeptJournal {
  let journal = first;
  // One after the other: an older one that arrives later would wipe out what a newer one tells of.
  let noted: Promise<unknown> = Promise.resolve();
  const note = (change: Partial<Journal>, through = mesh): Promise<void> => {
    journal = { ...journal, ...change, seenAlive: new Date().toISOString() };
    const noting = noted.then(() => through.note(journal));
    noted = noting.catch(() => undefined);
    return noting;
  };
  // A beat that fails is no harm: the next change, or the end, tells what is wrong.
  const heartbeat = setInterval(() => void note({}).catch(() => undefined), heartbeatMs).unref();
  return { current: () => journal, note, stop: () => clearInterval(heartbeat) };
}
