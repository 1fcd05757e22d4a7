import { eventsPath } from '@weather/contracts';
import type { Phase } from '../src/bench/evidence.ts';
import { clusterOf } from '../src/catalog/names.ts';
import { isCopied } from '../src/catalog/mirroring/traffic.ts';
import type { RequestRecord } from '../src/load/plan.ts';
import { createRandom, type Random } from '../src/statistics/index.ts';
import { accessLine } from './access-lines.ts';
import { account, replica, service as answersOf, startedAt } from './rate-limited-phases.ts';

/** As many as the lab makes. */
export const requests = 1320;
const pods = { v1: replica('machine-learning-v1', 0), v2: replica('machine-learning-v2', 1) };
const client = replica('lab-client', 90);
const subset = (version: Version) => clusterOf('machine-learning', version);

export type Version = keyof typeof pods;

export interface MadeUpCopies {
  /** Who answers a request. */
  answers?: (index: number) => Version;
  /** Who gets a copy of it. */
  copies?: (index: number) => Version | undefined;
  /** Milliseconds that a copied request takes longer. */
  waitMs?: number;
  /** Which copied requests do. */
  waits?: (index: number) => boolean;
  /** Milliseconds that a copy takes. */
  copyMs?: number;
  /** Of how many copies v2 published nothing. */
  unpublished?: number;
  status?: (index: number) => number;
  /** By which latencies are drawn; without it they are the same each time. */
  random?: Random;
}

export const toV2 = (index: number) => (isCopied(index) ? 'v2' : undefined);

/** A phase in which requests were answered and copied so, told by all witnesses alike; as it is after it was written and read. */
export function mirroredPhase({ answers = () => 'v1', copies = toV2, ...made }: MadeUpCopies = {}): Phase {
  const {
    waitMs = 0,
    waits = () => true,
    copyMs = 105,
    unpublished = 0,
    status = () => 200,
    random = createRandom(3),
  } = made;
  const indices = Array.from({ length: requests }, (_, index) => index);
  const records = indices.map((index): RequestRecord => ({
    index,
    sentAt: startedAt + 10 * index,
    // Slower for a while, and now and then far off.
    latencyMs:
      6 +
      3 * Math.sin(index / 90) -
      2 * Math.log(1 - random()) +
      (copies(index) !== undefined && waits(index) ? waitMs : 0),
    status: status(index),
    servedBy: pods[answers(index)].name,
    version: answers(index),
    marks: {},
    error: '',
  }));
  const line = (index: number, version: Version, durationMs: number) =>
    accessLine({
      method: 'POST',
      path: eventsPath,
      status: status(index),
      requestId: `id-${index}`,
      userAgent: `lab/run/dark/${index}`,
      upstream: `${pods[version].address}:3001`,
      upstreamCluster: subset(version),
      durationMs,
    });
  const seenBy = (version: Version) =>
    indices.flatMap((index) => [
      ...(answers(index) === version ? [line(index, version, 5)] : []),
      ...(copies(index) === version ? [line(index, version, copyMs)] : []),
    ]);
  const versions = ['v1', 'v2'] as const;
  const picks = Object.fromEntries(
    versions.map((version) => [subset(version), { [`${pods[version].address}:3001`]: seenBy(version).length }]),
  );
  const passedOn = Object.fromEntries(
    versions.map((version) => [`cluster.${subset(version)};.upstream_rq_total`, seenBy(version).length]),
  );
  const statuses: Record<string, number> = {};
  for (const index of indices) statuses[status(index)] = (statuses[status(index)] ?? 0) + 1;
  const spokenOf = (version: Version) =>
    indices.filter((index) => answers(index) === version || copies(index) === version);
  const errors = indices.filter(isCopied).map((index) => ({
    observation: `${index}`,
    block: `${index % 40}`,
    v1: 2 + random(),
    v2: 1 + random(),
    horizons: 5,
  }));
  const phase: Phase = {
    name: 'dark',
    title: 'dark',
    load: { plan: undefined, startedAt, endedAt: startedAt + 10 * requests, records, statuses, tool: 'made up' },
    proxies: [
      account(
        client,
        'client',
        indices.map((index) => line(index, answers(index), 6)),
        { picks, growth: passedOn },
      ),
      account(pods.v1, 'server', seenBy('v1')),
      account(pods.v2, 'server', seenBy('v2')),
    ],
    services: (['v1', 'v2'] as const).map((version) =>
      answersOf(pods[version], `POST ${eventsPath}`, seenBy(version).length),
    ),
    changed: [],
    more: { errors, spokenOf: { v1: spokenOf('v1'), v2: spokenOf('v2').slice(unpublished) } },
  };
  return JSON.parse(JSON.stringify(phase)) as Phase;
}
