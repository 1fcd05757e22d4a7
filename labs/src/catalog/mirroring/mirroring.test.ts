import { describe, expect, test } from 'vitest';
import { type MadeUpCopies, mirroredPhase, requests, toV2 } from '../../../test/mirrored-phases.ts';
import { readRules, scenarioFolder } from '../../runner/scenario.ts';
import { createRandom } from '../../statistics/index.ts';
import { fewestBlocks } from '../forecasts/better-forecaster.ts';
import { heldOutObservations } from '../forecasts/held-out-observations.ts';
import { mirroring } from './mirroring.ts';
import { blockLength, inTurns, isCopied } from './traffic.ts';

const judge = (made?: MadeUpCopies) => mirroring.judge([mirroredPhase(made)]);

const idsOf = (made: MadeUpCopies, result = 'fails') =>
  judge(made)
    .filter((check) => check.result === result)
    .map(({ id }) => id);

test('what is copied is of enough stretches to say which model forecasts better', async () => {
  const [copied, plain] = [await heldOutObservations('abcd1234', 7), await heldOutObservations('abcd1234-plain', 8)];
  const sent = inTurns(copied, plain);
  expect(new Set(sent.map(({ id }) => id)).size).toBe(sent.length);
  const stations = (isWanted: boolean) =>
    new Set(sent.filter((_, index) => isCopied(index) === isWanted).map(({ partitionkey }) => partitionkey));
  expect(stations(true).size).toBeGreaterThanOrEqual(fewestBlocks);
  expect([...stations(false)].filter((station) => stations(true).has(station))).toEqual([]);
});

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
      'slowest-wait-no-longer',
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
    const made: MadeUpCopies = { copies: (index) => (isCopied(index) ? 'v1' : undefined) };
    expect(idsOf(made)).toEqual(['every-copy', 'no-other', 'published-in-the-dark']);
    expect(idsOf(made, 'undecided')).toEqual(['never-waits', 'slowest-wait-no-longer']);
  });

  test('no rule: both versions answer', () => {
    const random = createRandom(2);
    const coins = Array.from({ length: requests }, () => random() < 0.5);
    const made: MadeUpCopies = { answers: (index) => (coins[index]! ? 'v1' : 'v2'), copies: () => undefined };
    expect(idsOf(made)).toEqual(expect.arrayContaining(['every-copy', 'no-other', 'answers']));
  });

  test('an answer that fails is noticed', () => {
    expect(idsOf({ status: (index) => (index === 5 ? 503 : 200) })).toEqual(['answers']);
  });

  test('whoever waits for a copy is found out', () => {
    expect(idsOf({ waitMs: 100 })).toEqual(['never-waits', 'slowest-wait-no-longer', 'cost-of-copying']);
  });

  test('so are 30 ms for every copied request, and 10 ms cannot be told', () => {
    expect(idsOf({ waitMs: 30 })).toContain('never-waits');
    expect(idsOf({ waitMs: 10 }, 'undecided')).toEqual(['never-waits']);
  });

  test('so is one copied request of four that waits, though the others do not', () => {
    expect(idsOf({ waitMs: 100, waits: (index) => index % 4 === 0 })).toEqual(['slowest-wait-no-longer']);
  });

  test('without slow copies nothing is said of waiting', () => {
    expect(idsOf({ copyMs: 5 }, 'undecided')).toEqual(['never-waits', 'slowest-wait-no-longer']);
  });

  test('what copying costs is shown, and breaks no law', () => {
    expect(idsOf({ waitMs: 4 })).toEqual(['cost-of-copying']);
    expect(judge().find(({ id }) => id === 'cost-of-copying')).toMatchObject({ role: 'shown', result: 'holds' });
  });

  test('copies of which v2 published nothing are missed in the log', () => {
    expect(idsOf({ unpublished: 1 })).toEqual(['published-in-the-dark']);
  });

  test('draws who got what, both latencies side by side, and both errors', () => {
    const [got, latency, errors] = mirroring.figures([mirroredPhase()]);
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
