import type { Phase } from '../../bench/evidence.ts';
import type { Figure } from '../../report/figure.ts';
import { accountsAt } from './counted.ts';
import { toldBy } from './evidence.ts';
import { inAllLogs } from './joined.ts';

export function figuresOf(phase: Phase): Figure[] {
  const told = toldBy(phase);
  return [
    {
      kind: 'bars',
      title: 'Where the ids of the requests are found',
      says: 'A request that failed at simulation is in the first three logs, one that was served in all six.',
      unit: 'requests',
      bars: Object.entries(inAllLogs(told).counts).map(([label, value]) => ({ label, value })),
    },
    {
      kind: 'bars',
      title: 'Failed requests, as each account has them',
      says: 'All bars should be as long as the first: what is in the logs and what is counted is the same.',
      unit: 'requests',
      bars: accountsAt(phase, told).simulation.map(({ name, statuses }) => ({ label: name, value: failed(statuses) })),
    },
  ];
}

const failed = (statuses: Record<string, number>) =>
  Object.entries(statuses).reduce((sum, [status, count]) => (status === '200' ? sum : sum + count), 0);
