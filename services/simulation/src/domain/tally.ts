import type { SimulationAccount } from '@weather/contracts';
import type { Reading } from './reading.ts';
import type { Counted } from './ports.ts';

type Counts = Record<Counted, number> & Pick<SimulationAccount, 'firstSequence' | 'lastSequence'>;

/** Counts what one simulation does. */
export interface Tally {
  counts: Readonly<Counts>;
  requested(stationId: string, reading: Reading, attempt: number): void;
  late(): void;
  acked(stationId: string, reading: Reading, duplicate: boolean): void;
  failed(): void;
}

export function createTally(onCount: (counted: Counted) => void): Tally {
  const counts: Counts = {
    generated: 0,
    sent: 0,
    acked: 0,
    duplicates: 0,
    retried: 0,
    failed: 0,
    late: 0,
    plantedFaults: 0,
    firstSequence: {},
    lastSequence: {},
  };
  function add(counted: Counted) {
    counts[counted]++;
    onCount(counted);
  }
  return {
    counts,
    requested(stationId, reading, attempt) {
      if (attempt === 0) {
        add('generated');
        counts.firstSequence[stationId] ??= reading.sequence;
      } else add('retried');
      add('sent');
    },
    late: () => add('late'),
    acked(stationId, reading, duplicate) {
      add('acked');
      if (duplicate) add('duplicates');
      if (reading.plantedFault) add('plantedFaults');
      counts.lastSequence[stationId] = reading.sequence;
    },
    failed: () => add('failed'),
  };
}
