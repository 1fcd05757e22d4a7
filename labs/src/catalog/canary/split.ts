import type { Phase } from '../../bench/evidence.ts';
import { alpha, type Check } from '../../judgement/check.ts';
import { statisticalCheck } from '../../judgement/make-check.ts';
import type { RequestRecord } from '../../load/plan.ts';
import { amplitudeQuantile, powerOfAmplitude } from '../../statistics/index.ts';
import { allAnswered } from '../all-answered.ts';
import { onceEach } from '../once-each.ts';
import { isNew, percent, shareOfV2 } from '../version-share.ts';

export const windowLength = 100;
/** Fewer windows say little of how much the share swings. */
const fewestWindows = 5;

type Versions = readonly Pick<RequestRecord, 'version'>[];

const hundredths = (value: number) => Math.round(100 * value);
const weights = (v2: number) => `${100 - hundredths(v2)}/${hundredths(v2)}`;

/** @param share that the rule gives to the new version, here and below */
export const split = (records: Versions, share: number): Check =>
  shareOfV2(records, {
    id: 'share',
    claim: `${hundredths(share)} of a hundred requests are answered by v2`,
    share,
    against: { setting: `${weights(share + 0.05)} instead of ${weights(share)}`, share: share + 0.05 },
  });

export const everyAnswer = (phase: Phase, share: number): Check =>
  allAnswered(phase, {
    id: 'no-failures',
    claim: 'no request fails',
    against: {
      setting: 'a subset without pods, which fails its share',
      power: 1 - (1 - share) ** phase.load.records.length,
    },
  });

/** The share in windows of a hundred requests each, from the first on; a rest is left out. */
export function sharesByWindow(records: Versions): number[] {
  return Array.from(
    { length: Math.floor(records.length / windowLength) },
    (_, index) => records.slice(index * windowLength, (index + 1) * windowLength).filter(isNew).length / windowLength,
  );
}

/** The farthest that chance takes one of so many windows, and the chance that it is passed when the share is one half. */
const swingOf = onceEach((question: `${number} windows at ${number}`) => {
  const [windows, p] = question.split(' windows at ').map(Number) as [number, number];
  const setting = { windows: Math.max(1, windows), requests: windowLength, p };
  const most = amplitudeQuantile(1 - alpha, setting);
  return { most, power: powerOfAmplitude(most, 0.5, setting) };
});

/** The thesis saw the share swing in Kiali. Is that the mesh, or chance? */
export function amplitude(records: Versions, share: number): Check {
  const shares = sharesByWindow(records);
  const seen = Math.max(0, ...shares.map((one) => Math.abs(one - share)));
  const { most, power } = swingOf(`${shares.length} windows at ${share}`);
  return statisticalCheck({
    id: 'amplitude',
    claim: 'the share swings from window to window as much as chance makes it, and no more',
    test: `exact distribution of the largest deviation in ${shares.length} windows of ${windowLength} requests`,
    n: shares.length * windowLength,
    alpha,
    against: { setting: 'no VirtualService: half of them to each', power },
    expected: `${percent(most)} away from ${percent(share)} at most`,
    observed: `${percent(seen)} away at most`,
    holds: shares.length >= fewestWindows ? seen <= most : undefined,
    counts: Object.fromEntries(shares.map((one, index) => [`window ${index + 1}`, Math.round(one * windowLength)])),
  });
}
