import type { Phase } from '../../bench/evidence.ts';
import type { Figure } from '../../report/figure.ts';
import { sampleQuantile } from '../../statistics/index.ts';
import { type Call, callsOf, handlerTimes } from './calls.ts';

/** @param timeoutMs after how many milliseconds the caller gives up */
export function figuresOf(phase: Phase, timeoutMs: number): Figure[] {
  const { slow, fast } = callsOf(phase, timeoutMs);
  const times = handlerTimes.toSorted((one, other) => one - other);
  const quantiles = (share: number) =>
    times.flatMap((x) => {
      const latencies = [...slow, ...fast]
        .filter(({ handlerMs }) => handlerMs === x)
        .map(({ record }) => record.latencyMs);
      return latencies.length === 0 ? [] : [{ x, y: sampleQuantile(latencies, share) }];
    });
  return [
    {
      kind: 'curve',
      title: 'How long a caller waits',
      says: 'As long as the service takes, but never longer than the timeout.',
      x: 'ms that the service takes',
      y: 'ms that the caller waits',
      series: [
        { label: 'half wait at most', points: quantiles(0.5) },
        { label: 'nine of ten wait at most', points: quantiles(0.9) },
      ],
      bounds: [
        {
          label: 'what the rule allows',
          points: times.map((x) => ({ x, low: Math.min(x, timeoutMs), high: Math.min(x, timeoutMs) + 50 })),
        },
      ],
    },
    {
      kind: 'timeline',
      title: 'Answers over time',
      says: 'Fast calls are served all the while, slow ones refused: no call has to do with another.',
      series: [
        { label: 'fast', answers: answersOf(fast, phase) },
        { label: 'slow', answers: answersOf(slow, phase) },
      ],
      marks: [],
    },
  ];
}

const answersOf = (calls: readonly Call[], { load }: Phase) =>
  calls.map(({ record }) => ({ at: (record.sentAt - load.startedAt) / 1000, status: String(record.status) }));
