import { linesAt, type Phase, serviceLineSchema } from '@weather/labs';
import { z } from 'zod';
import type { Contradiction } from './contradiction.ts';
import { contradictionsInServiceLines } from './service-lines.ts';
import { comparedSpanSchema, contradictionsInSpans } from './spans.ts';

/** What some labs add to a phase, as far as others tell of it too. */
const additionsSchema = z.object({
  spans: z.array(comparedSpanSchema).default([]),
  requests: z.array(z.object({ id: z.string(), status: z.int() })).default([]),
  logs: z.record(z.string(), z.array(serviceLineSchema)).default({}),
  serviceLog: z.array(serviceLineSchema).default([]),
  certificates: z.array(z.object({ identity: z.string() })).default([]),
  looks: z.array(z.object({ out: z.array(z.string()) })).default([]),
  spokenOf: z.record(z.string(), z.array(z.int())).default({}),
  runs: z.array(z.record(z.string(), z.number())).default([]),
});

export type Additions = z.output<typeof additionsSchema>;

/** Where what a lab took down besides does not fit the clients' records and the proxies' logs. */
export function contradictionsInAdditions(phase: Phase): Contradiction[] {
  const { success, data } = additionsSchema.safeParse(phase.more);
  if (!success) return ['what the lab has added to it is not what labs add.'];
  return [
    ...contradictionsInSpans(phase, data.spans),
    ...contradictionsInServiceLines(phase, data),
    ...identitiesThatDiffer(phase, data),
    ...strangePods(phase, data),
    ...requestsSpokenOf(phase, data),
    ...runsThatDiffer(phase, data),
  ];
}

/** A client shows the certificate that it has. */
function identitiesThatDiffer(phase: Phase, { certificates }: Additions): Contradiction[] {
  if (certificates.length === 0) return [];
  const identities = new Set(certificates.map(({ identity }) => identity));
  const line = linesAt(phase, 'server').find(({ peer }) => peer !== '' && !identities.has(peer));
  return line === undefined
    ? []
    : [`request ${line.requestId} came from ${line.peer}, and no client has a certificate of that.`];
}

/** A pod that is said to be out is one of those that were asked. */
function strangePods({ proxies }: Phase, { looks }: Additions): Contradiction[] {
  const asked = new Set(proxies.flatMap(({ picks }) => Object.values(picks).flatMap((counts) => Object.keys(counts))));
  const stranger = looks.flatMap(({ out }) => out).find((address) => !asked.has(address));
  return stranger === undefined ? [] : [`${stranger} is said to be out, and was never asked.`];
}

/** Of each observation that was sent the log of events is asked once. */
function requestsSpokenOf({ load }: Phase, { spokenOf }: Additions): Contradiction[] {
  const sent = new Set(load.records.map(({ index }) => index));
  return Object.entries(spokenOf)
    .filter(([, said]) => new Set(said).size < said.length || said.some((index) => !sent.has(index)))
    .map(([version]) => `${version} speaks of requests that nobody made, or of one twice.`);
}

function runsThatDiffer({ load }: Phase, { runs }: Additions): Contradiction[] {
  if (runs.length === 0) return [];
  const sum = (status: string) => runs.reduce((all, run) => all + (run[status] ?? 0), 0);
  return Object.keys({ ...load.statuses, ...Object.assign({}, ...runs) })
    .filter((status) => sum(status) !== (load.statuses[status] ?? 0))
    .map(
      (status) => `its runs have ${sum(status)} answers with ${status}, and all of it ${load.statuses[status] ?? 0}.`,
    );
}
