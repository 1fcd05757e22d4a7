import type { Phase } from '../../bench/evidence.ts';
import { alpha } from '../../judgement/check.ts';
import type { Figure } from '../../report/figure.ts';
import { binomialRegion } from '../../statistics/index.ts';
import { shareInWords } from '../in-words.ts';
import { joined } from '../joined.ts';
import { isAborted } from './aborted.ts';

const shown = 48;

/** @param percentage of calls that the second rule aborts */
export function figuresOf(all: Phase, part: Phase, percentage: number): Figure[] {
  const n = Math.max(1, part.load.records.length);
  const { low, high } = binomialRegion({ n, p: percentage / 100, alpha });
  return [
    {
      kind: 'bars',
      title: 'Calls that fail',
      says: 'All of them under the first rule; under the second one a share within what chance allows.',
      unit: '%',
      bars: [
        { label: 'every call', value: shareOf(all), low: 100, high: 100, source: 100 },
        { label: shareInWords(percentage), value: shareOf(part), low: (100 * low) / n, high: (100 * high) / n },
      ],
    },
    {
      kind: 'order',
      title: 'Which of the first calls fail',
      says: 'Under the second rule failures come without a pattern: two in a row are no accident, and neither is a pause.',
      lanes: ['fails', 'is served'],
      rows: [
        { label: 'every call', picks: picksOf(all) },
        { label: shareInWords(percentage), picks: picksOf(part) },
      ],
    },
  ];
}

const picksOf = (phase: Phase) =>
  joined(phase)
    .slice(0, shown)
    .map((request) => (isAborted(request) ? 0 : 1));

function shareOf(phase: Phase): number {
  const requests = joined(phase);
  return requests.length === 0 ? 0 : (100 * requests.filter(isAborted).length) / requests.length;
}
