import type { Phase } from '../../bench/evidence.ts';
import { alpha } from '../../judgement/check.ts';
import type { Figure } from '../../report/figure.ts';
import { binomialRegion } from '../../statistics/index.ts';
import { countsOf } from '../picks.ts';
import { prediction } from './prediction.ts';
import { sharesIn } from './shares.ts';
import { pods, usualPods } from './traffic.ts';

const labelOf = (index: number) => (index < usualPods ? `pod ${index + 1}` : 'slow pod');

export function figuresOf(idle: Phase, busy: Phase): Figure[] {
  const rows = [
    { label: 'one sender', phase: idle },
    { label: 'several at once', phase: busy },
  ].map(({ label, phase }) => {
    const { picks, members } = sharesIn(phase);
    return { label, picks: picks.slice(0, 48).map((pick) => members.indexOf(pick)) };
  });
  return [
    sharesOfIdle(idle),
    sharesUnderLoad(busy),
    {
      kind: 'order',
      title: 'Which pod each request went to',
      says: 'Alone, a sender finds all pods idle and its requests go anywhere; with several at once few go to the slow pod.',
      lanes: Array.from({ length: pods }, (_, index) => labelOf(index)),
      rows,
    },
  ];
}

const percentOf = (count: number, n: number) => (100 * count) / Math.max(1, n);

function sharesOfIdle(idle: Phase): Figure {
  const { picks, members } = sharesIn(idle);
  const n = Math.max(1, picks.length);
  const { low, high } = binomialRegion({ n, p: 1 / pods, alpha });
  return {
    kind: 'bars',
    title: 'Share of requests per pod, one sender',
    says: 'Where nobody has anything to do, two choices are no better than one: each pod gets a third.',
    unit: '%',
    bars: Object.values(countsOf(picks, members)).map((count, index) => ({
      label: labelOf(index),
      value: percentOf(count, n),
      low: percentOf(low, n),
      high: percentOf(high, n),
    })),
  };
}

function sharesUnderLoad(busy: Phase): Figure {
  const { picks, members } = sharesIn(busy);
  const predicted = prediction(busy);
  return {
    kind: 'bars',
    title: 'Share of requests per pod, several senders',
    says: `The slow pod gets little more than ${percentOf(1, pods ** 2).toFixed(0)} %, which two draws with replacement leave to the busiest. Its range is what a simulation of two choices predicts.`,
    unit: '%',
    bars: Object.values(countsOf(picks, members)).map((count, index) => ({
      label: labelOf(index),
      value: percentOf(count, picks.length),
      ...(index === pods - 1 &&
        predicted !== undefined && {
          low: percentOf(predicted.region.low, picks.length),
          high: percentOf(predicted.region.high, picks.length),
        }),
    })),
  };
}
