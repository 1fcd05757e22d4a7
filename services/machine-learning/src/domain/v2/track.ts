/** What is remembered of each reading, in this order. */
export const channels = ['temperature', 'dewPoint', 'pressure', 'windEast', 'windNorth'] as const;
export type Channel = (typeof channels)[number];

/** Readings kept: a day at one an hour, and one more to interpolate from. */
const capacity = 26;
/** Readings closer together than this are not each kept, so that the memory reaches back a day at any cadence. */
export const spacing = 55 * 60_000;
const hour = 3_600_000;

/** A station's last day, about one reading an hour: times in ms since 1970, NaN for what was never measured. */
export interface Track {
  size: number;
  /** Row of the newest reading. */
  newest: number;
  times: Float64Array;
  /** `capacity` rows of one value per channel. */
  values: Float64Array;
}

export function emptyTrack(): Track {
  return {
    size: 0,
    newest: -1,
    times: new Float64Array(capacity),
    values: new Float64Array(capacity * channels.length),
  };
}

export function newestTime(track: Track): number {
  return track.size === 0 ? Number.NEGATIVE_INFINITY : track.times[track.newest]!;
}

/** Remembers a reading; the oldest gives way. */
export function append(track: Track, time: number, reading: Float64Array): void {
  track.newest = (track.newest + 1) % capacity;
  track.size = Math.min(track.size + 1, capacity);
  track.times[track.newest] = time;
  track.values.set(reading, track.newest * channels.length);
}

/**
 * The reading at each of `lags` (hours before `time`, ascending), interpolated in time between `now` and what is
 * remembered; beyond the oldest reading, the oldest. Fills `result`: one row of channels per lag.
 */
export function fillLagged(
  result: Float64Array,
  lags: readonly number[],
  track: Track,
  time: number,
  now: Float64Array,
): void {
  const width = channels.length;
  // Age -1 is `now`; age 0 the newest that is remembered.
  let age = -1;
  const timeOf = (at: number) => (at < 0 ? time : track.times[(track.newest - at + capacity) % capacity]!);
  const valueOf = (at: number, index: number) =>
    at < 0 ? now[index]! : track.values[((track.newest - at + capacity) % capacity) * width + index]!;
  for (let lag = 0; lag < lags.length; lag++) {
    const wanted = time - lags[lag]! * hour;
    while (timeOf(age) > wanted && age < track.size - 1) age++;
    const from = timeOf(age);
    const later = Math.max(age - 1, -1);
    const span = timeOf(later) - from;
    const share = from < wanted && span > 0 ? (wanted - from) / span : 0;
    for (let index = 0; index < width; index++) {
      const start = valueOf(age, index);
      result[lag * width + index] = share > 0 ? start + share * (valueOf(later, index) - start) : start;
    }
  }
}
