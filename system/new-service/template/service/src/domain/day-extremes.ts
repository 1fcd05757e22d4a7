/** One air temperature, and when it was so (RFC 3339, UTC). */
export interface Reading {
  time: string;
  celsius: number;
}

/** The highest and the lowest reading of some time. */
export interface Extremes {
  highest: Reading;
  lowest: Reading;
}

const minuteMs = 60_000;
const minutesKept = 24 * 60;

/**
 * The extremes of a station's last day, which ends with its newest reading: a replay's day is long ago.
 *
 * A highest and a lowest of each minute is all that is kept, however many readings there are. What comes of it depends
 * on which readings were added, not on their order nor on how often each came: to be told twice does no harm.
 */
export class DayExtremes {
  readonly #minutes = new Map<number, Extremes>();
  #newest = -Infinity;

  add(reading: Reading): void {
    const minute = Math.floor(Date.parse(reading.time) / minuteMs);
    if (minute > this.#newest) this.#moveTo(minute);
    if (minute <= this.#newest - minutesKept) return;
    const alone = { highest: reading, lowest: reading };
    this.#minutes.set(minute, merge(this.#minutes.get(minute) ?? alone, alone));
  }

  /** Undefined as long as there is no reading. */
  extremes(): Extremes | undefined {
    const minutes = [...this.#minutes.values()];
    return minutes.length === 0 ? undefined : minutes.reduce(merge);
  }

  #moveTo(minute: number): void {
    this.#newest = minute;
    for (const kept of this.#minutes.keys()) if (kept <= minute - minutesKept) this.#minutes.delete(kept);
  }
}

const merge = (one: Extremes, other: Extremes): Extremes => ({
  highest: preferred(one.highest, other.highest, one.highest.celsius - other.highest.celsius),
  lowest: preferred(one.lowest, other.lowest, other.lowest.celsius - one.lowest.celsius),
});

/** Of two that are as extreme the earlier, so that their order does not matter. */
function preferred(one: Reading, other: Reading, advantage: number): Reading {
  if (advantage !== 0) return advantage > 0 ? one : other;
  const earlier = Date.parse(one.time) - Date.parse(other.time) || (one.time < other.time ? -1 : 1);
  return earlier < 0 ? one : other;
}
