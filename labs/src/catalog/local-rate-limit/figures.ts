import type { Phase } from '../../bench/evidence.ts';
import type { Figure } from '../../report/figure.ts';
import { allowedEnvelope } from '../../statistics/index.ts';
import { bucketOf } from './checks.ts';
import { allowedBy, lengthOf, type LimitedPod, limitedPods } from './pods.ts';

export function figuresOf([one, three]: readonly [Phase, Phase], perMinute: number): Figure[] {
  return [
    {
      kind: 'timeline',
      title: "One pod's answers",
      says: `A burst of ${perMinute} passes; from then on one request every ${inSeconds(60 / perMinute)}, and all between them get a 429.`,
      series: [{ label: 'one pod', answers: answersIn(one) }],
      marks: [],
    },
    soFar(limitedPods(three), perMinute),
    {
      kind: 'bars',
      title: 'Let through in all',
      says: 'A local limit is a limit per pod: with three pods three times as much passes.',
      unit: 'requests',
      bars: [one, three].map((phase) => {
        const limited = limitedPods(phase);
        const envelopes = limited.map((pod) => allowedEnvelope(bucketOf(perMinute), lengthOf(pod)));
        return {
          label: limited.length === 1 ? 'one pod' : `${limited.length} pods`,
          value: limited.reduce((sum, pod) => sum + allowedBy(pod), 0),
          low: envelopes.reduce((sum, { low }) => sum + low, 0),
          high: envelopes.reduce((sum, { high }) => sum + high, 0),
        };
      }),
    },
  ];
}

const inSeconds = (seconds: number) => `${Number(seconds.toFixed(1))} s`;

const answersIn = ({ load }: Phase) =>
  load.records.map(({ sentAt, status }) => ({ at: (sentAt - load.startedAt) / 1000, status: String(status) }));

/** How many each pod has let through up to each moment, and what its bucket allows. */
function soFar(limited: readonly LimitedPod[], perMinute: number): Figure {
  const seconds = Math.ceil(Math.max(0, ...limited.map(lengthOf)));
  const moments = Array.from({ length: seconds + 1 }, (_, second) => second);
  return {
    kind: 'curve',
    title: 'Let through so far, pod by pod',
    says: `Each pod follows a bucket of its own: ${perMinute} at once, then one more every ${inSeconds(60 / perMinute)}.`,
    x: 'seconds',
    y: 'requests let through',
    series: limited.map(({ answers }, index) => ({
      label: `pod ${index + 1}`,
      points: moments.map((second) => ({
        x: second,
        y: answers.filter(({ at, allowed }) => allowed && at - answers[0]!.at <= second).length,
      })),
    })),
    bounds: [
      {
        label: 'most that the bucket allows',
        points: moments.map((second) => ({
          x: second,
          low: 0,
          high: allowedEnvelope(bucketOf(perMinute), second).high,
        })),
      },
    ],
  };
}
