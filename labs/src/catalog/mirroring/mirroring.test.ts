import { eventsPath } from '@weather/contracts';
import { describe, expect, test } from 'vitest';
import { accessLine } from '../../../test/access-lines.ts';
import { account, replica, service as answersOf, startedAt } from '../../../test/rate-limited-phases.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { RequestRecord } from '../../load/plan.ts';
import { readRules, scenarioFolder } from '../../runner/scenario.ts';
import { createRandom } from '../../statistics/index.ts';
import { mirroring } from './mirroring.ts';
import { blockLength, isCopied } from './traffic.ts';

const requests = 1320;
const pods = { v1: replica('machine-learning-v1', 0), v2: replica('machine-learning-v2', 1) };
const client = replica('lab-client', 90);

type Version = keyof typeof pods;

interface MadeUp {
  /** Who answers a request. */
  answers?: (index: number) => Version;
  /** Who gets a copy of it. */
  copies?: (index: number) => Version | undefined;
  /** Milliseconds that a copied request takes longer. */
  waitMs?: number;
  /** Milliseconds that a copy takes. */
  copyMs?: number;
  /** Of how many copies v2 published nothing. */
  unpublished?: number;
  status?: (index: number) => number;
}

const toV2 = (index: number) => (isCopied(index) ? 'v2' : undefined);

function phaseOf({ answers = () => 'v1', copies = toV2, ...made }: MadeUp = {}): Phase {
  const { waitMs = 0, copyMs = 105, unpublished = 0, status = () => 200 } = made;
  const random = createRandom(3);
  const indices = Array.from({ length: requests }, (_, index) => index);
  const records = indices.map((index): RequestRecord => ({
    index,
    sentAt: startedAt + 10 * index,
    // Slower for a while, and now and then far off.
    latencyMs: 6 + 3 * Math.sin(index / 90) - 2 * Math.log(1 - random()) + (copies(index) === undefined ? 0 : waitMs),
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
      durationMs,
    });
  const seenBy = (version: Version) =>
    indices.flatMap((index) => [
      ...(answers(index) === version ? [line(index, version, 5)] : []),
      ...(copies(index) === version ? [line(index, version, copyMs)] : []),
    ]);
  const counts = (version: Version) => ({ [`${pods[version].address}:3001`]: seenBy(version).length });
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
        { picks: { v1: counts('v1'), v2: counts('v2') } },
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

const judge = (made?: MadeUp) => mirroring.judge([phaseOf(made)]);

const idsOf = (made: MadeUp, result = 'fails') =>
  judge(made)
    .filter((check) => check.result === result)
    .map(({ id }) => id);

describe('dark launch', () => {
  test('a copy of every request that may be copied: everything holds', () => {
    const checks = judge();
    expect(checks.filter(({ result }) => result !== 'holds')).toEqual([]);
    const laws = checks.filter(({ role }) => role === 'law');
    expect(laws.map(({ id }) => id)).toEqual([
      'every-copy',
      'no-other',
      'answers',
      'published-in-the-dark',
      'never-waits',
    ]);
    for (const { against } of laws) expect(against!.power).toBeGreaterThan(0.99);
  });

  test('one copy that is lost, or one too many, is found out', () => {
    expect(idsOf({ copies: (index) => (index === 0 ? undefined : toV2(index)) })).toEqual([
      'every-copy',
      'published-in-the-dark',
    ]);
    expect(idsOf({ copies: (index) => (index === blockLength ? 'v2' : toV2(index)) })).toEqual([
      'no-other',
      'published-in-the-dark',
    ]);
  });

  test('half of the copies', () => {
    const random = createRandom(1);
    const coins = Array.from({ length: requests }, () => random() < 0.5);
    expect(idsOf({ copies: (index) => (coins[index]! ? toV2(index) : undefined) })).toEqual([
      'every-copy',
      'published-in-the-dark',
    ]);
  });

  test('copies to v1, which answers already: each comes twice, and v2 makes nothing of them', () => {
    const made: MadeUp = { copies: (index) => (isCopied(index) ? 'v1' : undefined) };
    expect(idsOf(made)).toEqual(['every-copy', 'no-other', 'published-in-the-dark']);
    expect(idsOf(made, 'undecided')).toEqual(['never-waits']);
  });

  test('no rule: both versions answer', () => {
    const random = createRandom(2);
    const coins = Array.from({ length: requests }, () => random() < 0.5);
    const made: MadeUp = { answers: (index) => (coins[index]! ? 'v1' : 'v2'), copies: () => undefined };
    expect(idsOf(made)).toEqual(expect.arrayContaining(['every-copy', 'no-other', 'answers']));
  });

  test('an answer that fails is noticed', () => {
    expect(idsOf({ status: (index) => (index === 5 ? 503 : 200) })).toEqual(['answers']);
  });

  test('whoever waits for a copy is found out, and half as long cannot be told', () => {
    expect(idsOf({ waitMs: 100 })).toEqual(['never-waits', 'cost-of-copying']);
    expect(idsOf({ waitMs: 48.5 }, 'undecided')).toEqual(['never-waits']);
  });

  test('without slow copies nothing is said of waiting', () => {
    expect(idsOf({ copyMs: 5 }, 'undecided')).toEqual(['never-waits']);
  });

  test('what copying costs is shown, and breaks no law', () => {
    expect(idsOf({ waitMs: 4 })).toEqual(['cost-of-copying']);
    expect(judge().find(({ id }) => id === 'cost-of-copying')).toMatchObject({ role: 'shown', result: 'holds' });
  });

  test('copies of which v2 published nothing are missed in the log', () => {
    expect(idsOf({ unpublished: 1 })).toEqual(['published-in-the-dark']);
  });

  test('draws who got what, both latencies side by side, and both errors', () => {
    const [got, latency, errors] = mirroring.figures([phaseOf()]);
    expect(got).toMatchObject({ bars: [{ value: 1320 }, { value: 660 }, { value: 1320 }, { value: 0 }] });
    const series = latency?.kind === 'curve' ? latency.series : [];
    expect(series.map(({ points }) => points.length)).toEqual([99, 99]);
    expect(errors).toMatchObject({ kind: 'bars', bars: [{ label: 'v1' }, { label: 'v2' }] });
  });

  test('every setting fits the rules', async () => {
    const objects = await readRules(scenarioFolder(mirroring.scenario));
    const kinds = [mirroring.rule, ...mirroring.controls].map(({ change }) => change(objects).map(({ kind }) => kind));
    const all = ['DestinationRule', 'VirtualService', 'EnvoyFilter'];
    expect(kinds).toEqual([all, all, all, ['DestinationRule']]);
  });
});
