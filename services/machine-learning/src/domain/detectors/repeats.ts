/** How long the thermometer has shown one value. */
export interface Repeats {
  value: number;
  /** Time in ms of the first reading of the run. */
  since: number;
  /** Readings in the run. */
  count: number;
}

export const noRepeats = (): Repeats => ({ value: Number.NaN, since: 0, count: 0 });

/** Counts equal readings. A time without readings ends no run: a stuck thermometer survives an outage. */
export function countRepeat(repeats: Repeats, time: number, value: number): void {
  if (value === repeats.value) {
    repeats.count++;
    return;
  }
  repeats.value = value;
  repeats.since = time;
  repeats.count = 1;
}
