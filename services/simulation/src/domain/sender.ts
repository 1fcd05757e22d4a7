import { observationEvent } from './observation-event.ts';
import { askUntil } from './patience.ts';
import { dueAt, type Pace } from './pace.ts';
import type { World } from './ports.ts';
import type { Reading, Series } from './reading.ts';
import type { Tally } from './tally.ts';

/** One station's readings on their way through a sender. */
export interface Lane {
  series: Series;
  readings: Iterator<Reading, never>;
  next: Reading;
  turns: number;
  place: number;
  clockStart: number;
}

/** What the senders of one simulation share. */
export interface Run {
  world: World;
  tally: Tally;
  pace: Pace;
  places: number;
  startedAt: number;
  /** Milliseconds from `startedAt`: what is due later than that does not leave, however late `ending` fires. */
  length: number;
  /** No observation leaves for the first time after this. */
  ending: AbortSignal;
  /** Nothing is waited for after this. */
  cutoff: AbortSignal;
}

/** Leaving this much after it was due counts as late. */
const lateness = 100;

/** Sends the readings of its lanes, one request at a time, the one that is due first. */
export async function runSender(lanes: readonly Lane[], run: Run): Promise<void> {
  if (lanes.length === 0) return;
  while (!run.ending.aborted) {
    const { lane, due } = soonest(lanes, run);
    if (due >= run.length) return;
    const wait = run.startedAt + due - run.world.clock.now();
    if (wait > 0) {
      await run.world.clock.sleep(wait, run.ending);
      continue;
    }
    if (run.pace.kind !== 'answers' && -wait > lateness) run.tally.late();
    await deliver(lane, run);
    lane.next = lane.readings.next().value;
    lane.turns++;
  }
}

/** Of those due at the same moment, the lane that had fewer turns: stations take turns when nothing sets the pace. */
function soonest(lanes: readonly Lane[], run: Run): { lane: Lane; due: number } {
  let best: { lane: Lane; due: number } | undefined;
  for (const lane of lanes) {
    const due = dueAt(run.pace, { ...lane, places: run.places, time: lane.next.time });
    if (!best || due < best.due || (due === best.due && lane.turns < best.lane.turns)) best = { lane, due };
  }
  return best!;
}

async function deliver({ series, next: reading }: Lane, { world, tally, cutoff }: Run): Promise<void> {
  const stationId = series.station.id;
  const event = observationEvent(series.station, reading);
  const answer = await askUntil(cutoff, world, (attempt) => {
    tally.requested(stationId, reading, attempt);
    return world.log.publish(event, cutoff);
  });
  if (answer.kind === 'given') tally.acked(stationId, reading, answer.value.duplicate);
  else tally.failed();
}
