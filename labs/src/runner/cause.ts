import type { Phase } from '../bench/evidence.ts';
import type { Lab, Setting } from '../catalog/lab.ts';
import type { ProxyConfiguration } from '../envoy/configuration.ts';
import type { Mesh, MeshObject, Proof, Replica } from '../mesh/mesh.ts';

/** A likely cause of a wrong outcome: where it lies, what shows it, and what proves it. */
export interface Finding {
  layer: string;
  says: string;
  evidence: string;
  proof: Proof;
}

/** What stands around a lab at the moment when its outcome is wrong. */
export interface Circumstances {
  lab: Lab;
  setting: Setting;
  objects: readonly MeshObject[];
  /** The client's first, then those of the workloads that the lab involves. */
  proxies: readonly { replica: Replica; configuration: ProxyConfiguration }[];
  replicas: readonly Replica[];
  services: readonly { service: string; ports: { name: string; port: number; protocol: string | undefined }[] }[];
}

/** Looks for one kind of cause. */
export type Cause = (circumstances: Circumstances, phases: readonly Phase[]) => Finding[];

/** A finding with what to type to see that it is so. */
export type ProvenFinding = Omit<Finding, 'proof'> & { command: string };

export const proven = (mesh: Mesh, findings: readonly Finding[]): ProvenFinding[] =>
  findings.map(({ proof, ...finding }) => ({ ...finding, command: mesh.commandFor(proof) }));
