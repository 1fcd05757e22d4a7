import type { Lab, Setting } from '../src/catalog/lab.ts';
import type { LabRun } from '../src/runner/run-lab.ts';
import { runLab } from '../src/runner/run-lab.ts';
import type { FakeCluster } from './fake-cluster.ts';
import { type Line, lineTo, openFakeMesh } from './fake-mesh.ts';

interface RunOnOptions {
  line?: Line;
  setting?: Setting;
  keep?: boolean;
}

export interface RunOn {
  run: LabRun;
  /** Calls of the port, in order. */
  calls: string[];
  said: string[];
}

/** Runs a lab on a fake mesh. */
export async function runOn(cluster: FakeCluster, lab: Lab, options: RunOnOptions = {}): Promise<RunOn> {
  const { line = lineTo(new AbortController().signal), setting = lab.rule, keep = false } = options;
  const said: string[] = [];
  const run = await runLab(lab, setting, {
    mesh: openFakeMesh(cluster, line),
    signal: line.signal,
    say: (text) => void said.push(text),
    seed: 5,
    keep,
    patienceMs: 10_000,
    rulesFolder: undefined,
  });
  return { run, calls: line.calls, said };
}
