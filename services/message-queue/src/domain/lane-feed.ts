import type { DeliveryWorld } from './delivery-world.ts';
import type { LogRecord } from './event-log.ts';
import type { Lane } from './station-lane.ts';
import type { StationLanes } from './station-lanes.ts';
import type { SubscriptionState } from './subscription.ts';

/** Fills one subscription's lanes from the log, as far ahead as memory is allowed to go. */
export class LaneFeed {
  /** Everything up to here is in the lanes, or noted there as skipped. */
  readTo: number;
  readonly #world: Pick<DeliveryWorld, 'log' | 'limits'>;
  readonly #types: SubscriptionState['types'];
  readonly #lanes: StationLanes;
  #reading = false;

  constructor(world: Pick<DeliveryWorld, 'log' | 'limits'>, state: SubscriptionState, lanes: StationLanes) {
    this.#world = world;
    ({ types: this.#types, readTo: this.readTo } = state);
    this.#lanes = lanes;
  }

  /** New events of the log, in order. Taken as they are when all before them have been read; answers whether they were. */
  offer(records: readonly LogRecord[], waiting: number): boolean {
    if (this.#reading || !this.#hasRoom(waiting) || this.readTo !== records[0]!.position - 1) return false;
    this.#takeAll(records, records.at(-1)!.position);
    return true;
  }

  /** Whether there is more in the log and room for it. */
  canRead(waiting: number): boolean {
    return !this.#reading && this.#hasRoom(waiting) && this.readTo < this.#world.log.lastPosition();
  }

  async readAhead(): Promise<void> {
    this.#reading = true;
    const last = this.#world.log.lastPosition();
    const limit = this.#world.limits.laneDepth * 4;
    const records = await this.#world.log.read({ types: this.#types, after: this.readTo, limit });
    this.#takeAll(records, records.length < limit ? last : records.at(-1)!.position);
    this.#reading = false;
  }

  /** Reads what a lane had to leave in the log. */
  async refill(lane: Lane): Promise<void> {
    lane.state = 'refilling';
    const [upTo, limit] = [this.readTo, this.#world.limits.laneDepth];
    const records = await this.#world.log.read({
      types: this.#types,
      station: lane.key,
      after: lane.skippedAfter!,
      before: upTo + 1,
      limit,
    });
    const skippedAfter = records.length === limit ? records.at(-1)!.position : this.readTo > upTo ? upTo : undefined;
    this.#lanes.refill(lane, records, skippedAfter);
  }

  #hasRoom(waiting: number): boolean {
    return this.#lanes.held < this.#world.limits.lookahead && waiting < this.#world.limits.waitingStations;
  }

  #takeAll(records: readonly LogRecord[], upTo: number): void {
    for (const record of records) {
      if (record.position <= upTo && this.#types.includes(record.type)) this.#lanes.add(record);
    }
    this.readTo = upTo;
  }
}
