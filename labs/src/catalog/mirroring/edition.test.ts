import { describe, expect, test } from 'vitest';
import { type MadeUpCopies, mirroredPhase, requests, toV2, type Version } from '../../../test/mirrored-phases.ts';
import { createRandom } from '../../statistics/index.ts';
import type { Lab } from '../lab.ts';
import { mirroring } from './mirroring.ts';
import { blockLength } from './traffic.ts';

const judge = (made: MadeUpCopies, lab: Lab) => lab.judge([mirroredPhase(made)]);

const failing = (made: MadeUpCopies, lab: Lab) =>
  judge(made, lab)
    .filter(({ result }) => result === 'fails')
    .map(({ id }) => id);

const { exercise } = mirroring;
const { from, to } = exercise!.parameters.share!;
const shares = Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Each request that may be copied is, with this chance. */
function drawn(share: number): (index: number) => Version | undefined {
  const random = createRandom(4);
  const coins = Array.from({ length: requests }, () => random() < share);
  return (index) => (coins[index]! ? toV2(index) : undefined);
}

/** What an edition says and does. */
const told = ({ question, rule, judge: judgeOf, figures }: Lab) => [
  question,
  rule.title,
  rule.expectations.map(({ what }) => what),
  judgeOf([mirroredPhase()]),
  figures([mirroredPhase()]),
];

describe("a student's share of copies", () => {
  test.each([from, 72, to])('%d of a hundred are reproduced, and a copy of every request is not', (share) => {
    const lab = exercise!.under({ share });
    const copies = drawn(share / 100);
    expect(judge({ copies }, lab).filter(({ result }) => result !== 'holds')).toEqual([]);
    expect(failing({}, lab)).toEqual(['every-copy']);
    expect(failing({ copies: drawn(share / 100 - 0.2) }, lab)).toEqual(['every-copy']);
  });

  test.each(shares)('at %d of a hundred each law keeps its power', (share) => {
    for (const { against } of judge({ copies: drawn(share / 100) }, exercise!.under({ share })))
      expect(against?.power ?? 1).toBeGreaterThan(0.99);
  });

  test('who waits for a copy is found out, though others of the same block do not', () => {
    const lab = exercise!.under({ share: from });
    expect(failing({ copies: drawn(from / 100), waitMs: 100 }, lab)).toEqual([
      'never-waits',
      'slowest-wait-no-longer',
      'cost-of-copying',
    ]);
  });

  test('a copy that nobody asked for is found out, and one of which v2 published nothing', () => {
    const lab = exercise!.under({ share: 60 });
    const copies = drawn(0.6);
    const andOneMore = (index: number) => (index === blockLength ? 'v2' : copies(index));
    expect(failing({ copies: andOneMore }, lab)).toEqual(['no-other', 'published-in-the-dark']);
    expect(failing({ copies, unpublished: 1 }, lab)).toEqual(['published-in-the-dark']);
  });

  test('where no request is known by its header as one that is not to be copied, others are', () => {
    const random = createRandom(5);
    const coins = Array.from({ length: requests }, () => random() < 0.6);
    const made: MadeUpCopies = { copies: (index) => (coins[index]! ? 'v2' : undefined) };
    expect(failing(made, exercise!.under({ share: 60 }))).toEqual(['no-other', 'published-in-the-dark']);
  });

  test('is what the proxies must have, and what is said', () => {
    const lab = exercise!.under({ share: 60 });
    const phase = mirroredPhase({ copies: drawn(0.6) });
    expect(lab.rule.title).toBe('a copy of 60 % of the requests to v2');
    expect(lab.rule.expectations.map(({ what }) => what).join()).toContain('copies of 60 % to outbound|3001|v2|');
    expect(lab.question).toContain('a copy of 60 % of everything');
    expect(lab.judge([phase])[0]).toMatchObject({
      claim: expect.stringContaining('60 came to v2 as well'),
      against: { setting: 'mirrorPercentage 45 or 75 instead of 60' },
    });
    const [got] = lab.figures([phase]);
    expect(got).toMatchObject({
      says: expect.stringContaining('60 of a hundred'),
      bars: [{}, { low: 347, high: 444 }, {}, {}],
    });
  });

  test('the usual number gives the lab as it is', () => {
    const lab = exercise!.under({ share: 100 });
    expect(told(lab)).toEqual(told(mirroring));
  });
});
