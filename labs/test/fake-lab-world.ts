import { exitCodeAfter } from '../src/exit-code.ts';
import type { LabWorld } from '../src/lab-world.ts';
import { createProgram } from '../src/program.ts';
import type { FakeCluster } from './fake-cluster.ts';
import { type Line, lineTo, openFakeMesh } from './fake-mesh.ts';

interface Around {
  line?: Line;
  openMesh?: LabWorld['openMesh'];
  deploy?: LabWorld['deploy'];
  interactive?: boolean;
  /** What the person who is asked says. */
  answer?: boolean;
}

/** The program `pnpm lab` on a fake cluster, and all that came out of it. */
export function labProgram(cluster: FakeCluster, around: Around = {}) {
  const { line = lineTo(new AbortController().signal) } = around;
  const printed: string[] = [];
  const said: string[] = [];
  const told: string[] = [];
  const asked: string[] = [];
  let exitCode = 0;
  const world: LabWorld = {
    openMesh: around.openMesh ?? (async () => openFakeMesh(cluster, line)),
    deploy: around.deploy ?? (async () => false),
    say: (text) => void said.push(text),
    print: (text) => void printed.push(text),
    setExitCode: (code) => void (exitCode = code),
    signal: line.signal,
    interactive: around.interactive ?? false,
    colour: false,
    ask: async (question) => {
      asked.push(question);
      return around.answer ?? false;
    },
  };
  const tell = (text: string) => void told.push(text);
  return {
    printed,
    said,
    asked,
    /** What went wrong, as it is told. */
    told,
    calls: line.calls,
    /** `pnpm lab ...`. @returns its exit code */
    lab: async (...args: string[]): Promise<number> => {
      const program = createProgram(world);
      for (const command of [program, ...program.commands]) command.configureOutput({ writeErr: tell, writeOut: tell });
      try {
        await program.parseAsync(args, { from: 'user' });
        return exitCode;
      } catch (error) {
        return exitCodeAfter(error, { wasBrokenOff: line.signal.aborted, tell });
      }
    },
  };
}
