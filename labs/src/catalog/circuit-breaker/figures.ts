import type { Phase } from '../../bench/evidence.ts';
import type { BarsFigure, CurveFigure, Figure } from '../../report/figure.ts';
import {
  handlerTime,
  handlerTimesIn,
  mostServed,
  mostUnderWay,
  shareRefused,
  type StepOutcome,
  stepsOf,
} from './steps.ts';
import { runsOf } from './thesis.ts';

/** All steps with the same number of senders. */
interface Level {
  x: number;
  steps: StepOutcome[];
}

export function figuresOf(thesis: Phase, measured: Phase): Figure[] {
  const steps = stepsOf(measured);
  const senders = [...new Set(steps.map(({ concurrency }) => concurrency))].toSorted((one, other) => one - other);
  const levels = senders.map((x) => ({ x, steps: steps.filter(({ concurrency }) => concurrency === x) }));
  const least = handlerTimesIn(measured)?.least ?? handlerTime;
  const most = (step: StepOutcome) => mostServed(step, mostUnderWay(measured), least);
  return [twentyAtOnce(thesis), shareTurnedAway(levels), amountServed(levels, most)];
}

const twentyAtOnce = (thesis: Phase): BarsFigure => ({
  kind: 'bars',
  title: 'Twenty at once, as in the thesis',
  says: 'How many get through differs from run to run: those that are turned away are gone at once, and how many places become free meanwhile is a matter of milliseconds. The thesis saw 12.',
  unit: 'of 20 served',
  bars: runsOf(thesis).map((statuses, index) => ({
    label: `run ${index + 1}`,
    value: statuses['200'] ?? 0,
    source: 12,
  })),
});

const shareTurnedAway = (levels: readonly Level[]): CurveFigure => ({
  kind: 'curve',
  title: 'Share that is turned away',
  says: 'One request at work and one that waits find room, so the share rises from the third sender on.',
  x: 'senders at once',
  y: 'answers with 503, in %',
  series: [meanOver(levels, (step) => 100 * shareRefused(step))],
  bounds: [
    {
      label: 'least and most of the runs',
      points: levels.map(({ x, steps }) => {
        const shares = steps.map((step) => 100 * shareRefused(step));
        return { x, low: Math.min(...shares), high: Math.max(...shares) };
      }),
    },
  ],
});

const amountServed = (levels: readonly Level[], most: (step: StepOutcome) => number): CurveFigure => ({
  kind: 'curve',
  title: 'What is served all the same',
  says: 'However many ask, the service is handed no more than the limits allow: about ten a second at 100 ms each.',
  x: 'senders at once',
  y: 'answers with 200 a run',
  series: [meanOver(levels, ({ served }) => served)],
  bounds: [
    {
      label: 'most that the law allows',
      points: levels.map(({ x, steps }) => ({ x, low: 0, high: Math.max(...steps.map(most)) })),
    },
  ],
});

const meanOver = (levels: readonly Level[], of: (step: StepOutcome) => number): CurveFigure['series'][number] => ({
  label: 'mean of the runs',
  points: levels.map(({ x, steps }) => ({ x, y: mean(steps.map(of)) })),
});

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
