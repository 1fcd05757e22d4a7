import type { LogRecord } from './event-log.ts';

/** An event on its way; `deadLetter` is the id of the dead letter that is being tried again. */
export type Item = { record: LogRecord; deadLetter?: number };

/**
 * `new`: holds nothing yet. `ready`: in line to be served. `sending`: its head is under way. `waiting`: its head waits
 * for the next try. `recording`: its head becomes a dead letter, or one that arrived is struck off. `refilling`: events
 * that were left in the log are read.
 */
type LaneState = 'new' | 'ready' | 'sending' | 'waiting' | 'recording' | 'refilling';

/** The events of one station for one subscription: one at a time, in order. */
export type Lane = {
  readonly key: string;
  readonly redrive: boolean;
  /** The head is the one being sent or waiting for its next try. */
  queue: Item[];
  state: LaneState;
  /** Events after this position are not in the queue and must be read from the log; undefined: the queue holds all. */
  skippedAfter: number | undefined;
  /** Failures in a row of the head. */
  failures: number;
  cancelWait?: (() => void) | undefined;
};

export function createLane(key: string, redrive: boolean, skippedAfter?: number): Lane {
  return { key, redrive, queue: [], state: 'new', skippedAfter, failures: 0 };
}

/** Adds an event, or only notes that it is there when the lane is at rest or deep enough. Answers whether it was added. */
export function addToLane(lane: Lane, item: Item, depth: number): boolean {
  if (lane.skippedAfter !== undefined) return false;
  if (lane.state === 'waiting' || lane.queue.length >= depth) {
    lane.skippedAfter = lane.queue.at(-1)!.record.position;
    return false;
  }
  lane.queue.push(item);
  return true;
}

/** A station that waits keeps only its head in memory. Answers how many were let go. */
export function shedLane(lane: Lane): number {
  const shed = lane.queue.length - 1;
  if (lane.redrive || shed <= 0) return 0;
  lane.skippedAfter = lane.queue[0]!.record.position;
  lane.queue.length = 1;
  return shed;
}

/** Position up to which the station's events are settled; undefined when nothing is outstanding. */
export function settledUpTo(lane: Lane): number | undefined {
  const head = lane.queue[0];
  return head ? head.record.position - 1 : lane.skippedAfter;
}
