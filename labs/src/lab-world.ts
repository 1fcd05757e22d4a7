import type { Mesh } from './mesh/mesh.ts';

/** All that a command touches outside itself; tests put their own in its place. */
export interface LabWorld {
  /**
   * The mesh to work on.
   *
   * @param named kubectl's context, or undefined for the current one if it is on this machine
   * @throws MeshError when there is none, or the system does not run in it
   */
  openMesh(named: string | undefined): Promise<Mesh>;
  /** Deploys the system, as `pnpm cluster up` does. @returns whether that went well */
  deploy(named: string | undefined): Promise<boolean>;
  /** A line about the work, for the person who waits (stderr). */
  say(line: string): void;
  /** A line of the result (stdout). */
  print(line: string): void;
  setExitCode(code: number): void;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  /** Whether somebody sits there who can be asked. */
  interactive: boolean;
  /** Whether what is printed may have colours. */
  colour: boolean;
  ask(question: string): Promise<boolean>;
}
