import type { Phase } from '../../bench/evidence.ts';
import type { Figure } from '../../report/figure.ts';
import { sampleQuantile } from '../../statistics/index.ts';
import { delayFaultExercise } from './exercise.ts';
import { byUser, durationsOf } from './users.ts';

/** Without the ends, where a single request would set the scale. */
const shares = Array.from({ length: 19 }, (_, index) => 5 * (index + 1));

/** As the source has it, in s. */
const sources = delayFaultExercise.parameters.seconds!.usual;

/** @param delay that the rule adds, in s */
export function figuresOf(phase: Phase, delay: number): Figure[] {
  const { jasons, others } = byUser(phase);
  const [late, usual] = [durationsOf(jasons).map((duration) => duration - 1000 * delay), durationsOf(others)];
  return [
    {
      kind: 'bars',
      title: 'How long half of the requests take at most',
      says: `jason waits ${delay} s, and nobody else does.`,
      unit: 's',
      bars: [
        { label: 'jason', value: medianOf(durationsOf(jasons)) / 1000, low: delay - 0.01, source: sources },
        { label: 'everybody else', value: medianOf(usual) / 1000, high: delay - 0.01 },
      ],
    },
    {
      kind: 'curve',
      title: `What is left once the ${delay} s are taken off`,
      says: `The two distributions lie within some milliseconds of each other: the rule adds its ${delay} s, and nothing else.`,
      x: 'share of requests in %',
      y: 'take at most so many ms',
      series: [
        { label: `jason, less ${delay} s`, points: quantilesOf(late) },
        { label: 'everybody else', points: quantilesOf(usual) },
      ],
      bounds: [],
    },
  ];
}

const medianOf = (values: readonly number[]) => (values.length === 0 ? 0 : sampleQuantile(values, 0.5));

const quantilesOf = (values: readonly number[]) =>
  values.length === 0 ? [] : shares.map((x) => ({ x, y: sampleQuantile(values, x / 100) }));
