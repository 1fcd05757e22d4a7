import type { Phase } from '../../bench/evidence.ts';
import type { Figure } from '../../report/figure.ts';

export function figuresOf([limited, open, closed]: readonly [Phase, Phase, Phase]): Figure[] {
  const { startedAt, endedAt } = limited.load;
  const firstMinute = Math.ceil(startedAt / 60_000) * 60_000;
  const minutes = Array.from(
    { length: Math.max(0, Math.ceil((endedAt - firstMinute) / 60_000)) },
    (_, index) => (firstMinute + index * 60_000 - startedAt) / 1000,
  );
  return [
    {
      kind: 'timeline',
      title: "The gateway's answers",
      says: 'The first of each minute of the clock pass, all others get a 429; nothing is saved up.',
      series: [{ label: 'simulations', answers: answersIn(limited) }],
      marks: minutes.map((at) => ({ at, label: 'full minute' })),
    },
    {
      kind: 'bars',
      title: 'Served when the limiter is gone',
      says: 'One word in the rule decides whether a limiter that fails lets everything through or nothing.',
      unit: '% of requests',
      bars: [
        { label: 'failure_mode_deny: false', value: percentServed(open), low: 100, high: 100 },
        { label: 'failure_mode_deny: true', value: percentServed(closed), low: 0, high: 0 },
      ],
    },
  ];
}

const answersIn = ({ load }: Phase) =>
  load.records.map(({ sentAt, status }) => ({ at: (sentAt - load.startedAt) / 1000, status: String(status) }));

const percentServed = ({ load }: Phase) =>
  (100 * load.records.filter(({ status }) => status === 200).length) / Math.max(1, load.records.length);
