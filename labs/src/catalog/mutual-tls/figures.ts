import type { Phase } from '../../bench/evidence.ts';
import type { LoadRun } from '../../load/plan.ts';
import type { Figure } from '../../report/figure.ts';
import { answeredBars } from '../all-or-nothing.ts';
import { outsider } from './evidence.ts';

const row = (label: string, { records }: LoadRun, isAllowed: boolean) => ({
  label,
  n: records.length,
  answered: records.filter(({ status }) => status === 200).length,
  isAllowed,
});

export function figuresOf([before, after]: readonly [Phase, Phase]): Figure[] {
  return [
    answeredBars(
      {
        title: 'Answered requests',
        says: 'With a proxy all are answered, before and after; without one all as long as plain text is allowed, and then none.',
      },
      [
        row('before, with a proxy', before.load, true),
        row('before, without', outsider(before).load, true),
        row('after, with a proxy', after.load, true),
        row('after, without', outsider(after).load, false),
      ],
    ),
    {
      kind: 'timeline',
      title: 'Both clients under the rule',
      says: 'At the same time and of the same service, the one gets its answers and the other none.',
      series: [
        { label: 'with a proxy', answers: answersIn(after.load, after.load.startedAt) },
        { label: 'without', answers: answersIn(outsider(after).load, after.load.startedAt) },
      ],
      marks: [],
    },
  ];
}

const answersIn = ({ records }: LoadRun, start: number) =>
  records.map(({ sentAt, status }) => ({
    at: Math.max(0, (sentAt - start) / 1000),
    status: status === 0 ? 'none' : String(status),
  }));
