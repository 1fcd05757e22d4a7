import type { Phase } from '../../bench/evidence.ts';
import type { Figure } from '../../report/figure.ts';
import { answeredBars } from '../all-or-nothing.ts';
import { recordsFor } from './evidence.ts';
import { outsideHost } from './rules.ts';
import { type Destination, insideService } from './traffic.ts';

const names: Record<Destination, string> = {
  declared: outsideHost,
  undeclared: 'another name for it',
  inside: insideService,
};

export const figuresOf = ([before, after]: readonly [Phase, Phase]): Figure[] => [
  answeredBars(
    {
      title: 'Answered requests',
      says: 'The outside host is answered only after it was declared, another name for it never, a service of the mesh always.',
    },
    [
      row(before, 'declared', false),
      row(before, 'undeclared', false),
      row(before, 'inside', true),
      row(after, 'declared', true),
      row(after, 'undeclared', false),
      row(after, 'inside', true),
    ],
  ),
];

function row(phase: Phase, destination: Destination, isAllowed: boolean) {
  const records = recordsFor(phase, destination);
  const answered = records.filter(({ status }) => status === 200).length;
  return { label: `${phase.name}: ${names[destination]}`, n: records.length, answered, isAllowed };
}
