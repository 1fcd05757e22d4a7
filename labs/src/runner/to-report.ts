import { stringify } from 'yaml';
import type { Lab } from '../catalog/lab.ts';
import type { MeshObject } from '../mesh/mesh.ts';
import { type Report, reportFormat } from '../report/report-schema.ts';
import type { LabRun } from './run-lab.ts';
import type { VersionsHere } from './versions.ts';

/** A run as a file and a page tell it. */
export function toReport(run: LabRun, versions: VersionsHere): Report {
  const { lab, setting, attempts, verdict } = run;
  const telling = attempts.findLast((attempt) => attempt.void === undefined);
  const phases = telling?.phases ?? [];
  // What follows from a rule follows only where the rule was in force.
  const advice = setting === lab.rule && verdict.outcome === 'reproduced' ? lab.advice?.(phases) : undefined;
  const isControl = setting !== lab.rule;
  const meant = isControl && { caughtBy: [...(lab.caughtBy[setting.name] ?? [])] };
  const tools = attempts.flatMap((attempt) => attempt.phases).map(({ load }) => load.tool);
  return {
    format: reportFormat,
    versions: { ...versions, envoy: run.envoy, load: [...new Set(tools)] },
    facts: run.facts,
    lab: told(lab),
    setting: {
      name: setting.name,
      title: setting.title,
      isControl,
      ...meant,
      ...(run.ownRules ? { ownRules: true } : {}),
    },
    seed: run.seed,
    started: run.startedAt.toISOString(),
    ended: run.endedAt.toISOString(),
    manifests: [
      ...run.objects.map(manifestOf),
      ...[...run.further].flatMap(([folder, objects]) => objects.map((object) => ({ ...manifestOf(object), folder }))),
    ],
    propagation: run.propagation,
    attempts: attempts.map((attempt) => ({ ...attempt, checks: [...attempt.checks] })),
    verdict,
    findings: run.findings,
    figures: telling === undefined ? [] : lab.figures(phases),
    ...(advice === undefined ? {} : { advice }),
    notes: run.notes,
  };
}

const told = ({ name, row, title, question, source, since, scenario, client, holdsWhile }: Lab): Report['lab'] => ({
  name,
  row,
  title,
  question,
  source,
  since: [...since],
  scenario,
  client,
  ...(holdsWhile && { holdsWhile: { ...holdsWhile } }),
});

/** Spelled out: what a student wrote once, and named again by an anchor, is in two places of one object. */
const manifestOf = (object: MeshObject) => ({
  object: nameOf(object),
  yaml: stringify(object, { aliasDuplicateObjects: false }),
});

const nameOf = ({ kind, metadata }: MeshObject) => `${kind} ${metadata.namespace ?? 'weather'}/${metadata.name}`;
