import type { Phase } from '../../bench/evidence.ts';
import type { Figure } from '../../report/figure.ts';
import { answeredBars } from '../all-or-nothing.ts';
import { byCaller, byToken, type Kind } from './asked.ts';
import { casesIn } from './evidence.ts';

export const figuresOf = (phase: Phase): Figure[] => [
  bars(phase, byCaller, {
    title: 'Answered by certificate',
    says: 'The named caller is answered for the one method and path, message-queue for its own, everybody and everything else is refused.',
  }),
  bars(phase, byToken, {
    title: 'Answered by token',
    says: 'A good token with the claim is answered, whoever brings it; no other token is, nor is a request without one. Only message-queue needs none.',
  }),
];

const bars = (phase: Phase, service: Kind['at'], told: { title: string; says: string }) =>
  answeredBars(
    told,
    casesIn(phase)
      .filter(({ at }) => at === service)
      .map(({ caller, name, status, records }) => ({
        label: `${caller}: ${name}`,
        n: records.length,
        answered: records.filter((record) => record.status === 200).length,
        isAllowed: status === 200,
      })),
  );
