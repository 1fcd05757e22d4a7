import type { LogRecord } from './event-log.ts';
import { addToLane, createLane, settledUpTo, shedLane, type Item, type Lane } from './station-lane.ts';

/** The lanes of one subscription that have something outstanding, and which of them may be served next. */
export class StationLanes {
  /** Events in memory over all lanes. */
  held = 0;
  readonly #depth: number;
  readonly #lanes = new Map<string, Lane>();
  readonly #ready: Lane[] = [];

  /** @param pending station → position up to which it is settled, as `pending()` gave it before a restart */
  constructor(pending: ReadonlyMap<string, number>, depth: number) {
    this.#depth = depth;
    for (const [station, settled] of pending) this.#lanes.set(station, createLane(station, false, settled));
  }

  start(): void {
    for (const lane of this.#lanes.values()) this.makeReady(lane);
  }

  add(record: LogRecord): void {
    this.#add(this.#lane(record.station, false), { record }, this.#depth);
  }

  addRedrive(item: Item): void {
    // A station id holds no colon, so these lanes never meet the station's own.
    this.#add(this.#lane(`redrive:${item.record.station}`, true), item, Number.MAX_SAFE_INTEGER);
  }

  takeReady(): Lane | undefined {
    return this.#ready.shift();
  }

  makeReady(lane: Lane): void {
    lane.state = 'ready';
    this.#ready.push(lane);
  }

  /** Puts events that were read again into an empty lane. */
  refill(lane: Lane, records: readonly LogRecord[], skippedAfter: number | undefined): void {
    lane.queue = records.map((record) => ({ record }));
    lane.skippedAfter = skippedAfter;
    this.held += records.length;
    this.#next(lane);
  }

  /** The head is settled for good. */
  finishHead(lane: Lane): void {
    lane.queue.shift();
    lane.failures = 0;
    this.held -= 1;
    this.#next(lane);
  }

  shed(lane: Lane): void {
    this.held -= shedLane(lane);
  }

  /** What a restart has to take up again. */
  pending(): Map<string, number> {
    const pending = new Map<string, number>();
    for (const lane of this.#lanes.values()) {
      const settled = lane.redrive ? undefined : settledUpTo(lane);
      if (settled !== undefined) pending.set(lane.key, settled);
    }
    return pending;
  }

  cancelWaits(): void {
    for (const lane of this.#lanes.values()) lane.cancelWait?.();
  }

  #add(lane: Lane, item: Item, depth: number): void {
    if (!addToLane(lane, item, depth)) return;
    this.held += 1;
    if (lane.state === 'new') this.makeReady(lane);
  }

  #next(lane: Lane): void {
    if (lane.queue.length > 0 || lane.skippedAfter !== undefined) this.makeReady(lane);
    else this.#lanes.delete(lane.key);
  }

  #lane(key: string, redrive: boolean): Lane {
    let lane = this.#lanes.get(key);
    if (!lane) this.#lanes.set(key, (lane = createLane(key, redrive)));
    return lane;
  }
}
