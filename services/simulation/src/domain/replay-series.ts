import type { ObservationMode, ObservationResult, Station } from '@weather/contracts';
import { reported, type Reading, type Series } from './reading.ts';

/** One archived observation; `time` in milliseconds since 1970. */
export interface ArchivedReading {
  time: number;
  result: ObservationResult;
}

const year = 365 * 86_400_000;

/** Times stay below the year 10000, which RFC 3339 cannot write. */
const yearsOfCalendar = 7000;

/**
 * The archived observations of one station in their order, over and over: each new round is 365 days later, so that
 * hours and seasons stay in place. Rows that hold nothing the mode reports are left out.
 */
export function replaySeries(station: Station, archived: readonly ArchivedReading[], mode: ObservationMode): Series {
  const rows = archived
    .map(({ time, result }) => ({ time, result: reported(result, mode) }))
    .filter(({ result }) => Object.keys(result).length > 0);

  function* from(sequence: number): Generator<Reading, never> {
    for (let at = sequence; ; at++) {
      const row = rows[(at - 1) % rows.length]!;
      const round = Math.floor((at - 1) / rows.length) % yearsOfCalendar;
      yield { sequence: at, time: row.time + round * year, result: row.result };
    }
  }
  return { station, from };
}
