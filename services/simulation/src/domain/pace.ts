/** How fast a simulation sends: observations per second over all stations, simulated seconds per second, or as answers come back. */
export type Pace = { kind: 'rate'; perSecond: number } | { kind: 'speed'; factor: number } | { kind: 'answers' };

/** Stations that start within two days of the earliest share its clock. One further ahead gets its own, or it would be silent for long. */
const sharedClock = 2 * 86_400_000;

/** Per station the phenomenon time at which its simulated clock starts, from the times of the first readings. */
export function clockStarts(firstTimes: readonly number[]): number[] {
  const earliest = firstTimes.reduce((least, time) => Math.min(least, time), Infinity);
  return firstTimes.map((time) => (time - earliest <= sharedClock ? earliest : time));
}

export interface Turn {
  /** Place of the station among all of the simulation, and how many there are. */
  place: number;
  places: number;
  /** Readings of this station before this one. */
  turns: number;
  /** Phenomenon time of the reading, and of the start of the station's clock. */
  time: number;
  clockStart: number;
}

/** Milliseconds after the start at which a reading is due. Worked out from the start each time, so that no error adds up. */
export function dueAt(pace: Pace, turn: Turn): number {
  if (pace.kind === 'rate') return ((turn.turns * turn.places + turn.place) * 1000) / pace.perSecond;
  if (pace.kind === 'speed') return (turn.time - turn.clockStart) / pace.factor;
  return 0;
}
