import type { Bench } from '../bench/bench.ts';
import type { Expectation } from '../bench/expectation.ts';
import type { Phase } from '../bench/evidence.ts';
import type { Check } from '../judgement/check.ts';
import type { MeshObject } from '../mesh/mesh.ts';
import type { Figure } from '../report/figure.ts';
import type { Exercise } from './exercise.ts';

/** A setting under which the lab is run: the rule itself, or a wrong one that its check has to catch. */
export interface Setting {
  name: string;
  /** Such as `RANDOM instead of ROUND_ROBIN`. */
  title: string;
  /** The objects of the scenario folder, as this setting has them. */
  change(objects: readonly MeshObject[]): MeshObject[];
  /** How many replicas workloads must have, where it matters. */
  replicas: Record<string, number>;
  expectations: readonly Expectation[];
}

/** An experiment: its question, what its source saw, how it is done and how it is judged. */
export interface Lab {
  name: string;
  title: string;
  /** Row in the table of experiments, such as `T1`. */
  row: string;
  question: string;
  source: {
    /** Such as `Bunyatov 2022, section 4.1.1`. */
    where: string;
    setUp: string;
    saw: string;
  };
  /** What changed in the mesh since the source and alters the outcome; empty when nothing. */
  since: readonly string[];
  /** Folder under `istio/scenarios`. */
  scenario: string;
  /** How the client's proxy is set up, and why that matters. */
  client: { proxyConcurrency: number | undefined; hasProxy: boolean; withFortio: boolean; why: string };
  /** What its traffic touches: where a wrong outcome's cause is looked for. */
  involves: { workloads: readonly string[]; services: readonly string[] };
  /** Images that must be in the cluster beside the system's and the client's. */
  images: readonly string[];
  rule: Setting;
  controls: readonly Setting[];
  /** Of each control by its name, ids of the checks that are meant to catch it: one of them at least has to fail. */
  caughtBy: Readonly<Record<string, readonly string[]>>;
  /**
   * Of laws that rest on time, too, by the ids of their checks: what has to be so, or they may be broken although the rule
   * is right. Whatever the records tell of that makes them undecided; this is what is left.
   */
  holdsWhile?: Readonly<Record<string, string>>;
  /** Makes the traffic. Everything that it changes besides goes through the bench, which puts it back. */
  observe(bench: Bench): Promise<Phase[]>;
  /** Pure: the same records, recorded or fresh, give the same checks. */
  judge(phases: readonly Phase[]): Check[];
  figures(phases: readonly Phase[]): Figure[];
  /** What the verdict means for whoever asked, such as promote or roll back; undefined where nothing follows. */
  advice?(phases: readonly Phase[]): string;
  /** How it becomes an exercise for a class; undefined where it is none yet. */
  exercise?: Exercise;
}
