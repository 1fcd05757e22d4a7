import type { DeliveryWorld } from './delivery-world.ts';
import type { LogRecord } from './event-log.ts';
import { judge, retryDelay, type TryResult } from './retry-policy.ts';
import type { Item, Lane } from './station-lane.ts';
import { StationLanes } from './station-lanes.ts';
import type { SubscriptionState } from './subscription.ts';

/**
 * Pushes the log's events to one sink: in order per station, stations in parallel, a bounded window under way and
 * bounded memory however many stations wait. What it remembers across restarts is what is *not* settled, so a crash
 * repeats pushes but never skips one.
 */
export class SubscriptionDelivery {
  readonly id: string;
  readonly sink: string;
  readonly types: SubscriptionState['types'];
  state: SubscriptionState['state'];
  dirty = false;
  delivered = 0;
  inFlight = 0;
  waiting = 0;
  readonly #world: DeliveryWorld;
  readonly #lanes: StationLanes;
  #readTo: number;
  #redriving = 0;
  #reading = false;
  #stopped = true;
  #idle: (() => void) | undefined;

  constructor(state: SubscriptionState, world: DeliveryWorld) {
    ({ id: this.id, sink: this.sink, types: this.types, state: this.state, readTo: this.#readTo } = state);
    this.#world = world;
    this.#lanes = new StationLanes(state.pending, world.limits.laneDepth);
  }

  start(): void {
    this.#stopped = false;
    this.#lanes.start();
    this.redrive();
    this.#pump();
  }

  /** Begins no more pushes; settles when those under way have ended. */
  async stop(): Promise<void> {
    this.#halt();
    if (this.inFlight > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
  }

  /** New events of the log, in order. Taken as they are when this subscription has read all before them. */
  offer(records: readonly LogRecord[]): void {
    if (this.#stopped) return;
    const first = records[0]!.position;
    if (!this.#reading && this.#hasRoom() && this.#readTo === first - 1) {
      this.#takeAll(records, records.at(-1)!.position);
    }
    this.#pump();
  }

  /** Takes up dead letters that were marked for another round, if none are under way. */
  redrive(): void {
    if (this.#stopped || this.#redriving > 0) return;
    for (const { id, record } of this.#world.store.deadLetters({
      subscription: this.id,
      after: 0,
      limit: this.#world.limits.laneDepth,
      redriving: true,
    })) {
      this.#redriving += 1;
      this.#lanes.addRedrive({ record, deadLetter: id });
    }
    this.#pump();
  }

  /** Every matching event up to here is settled. */
  position(): number {
    return [...this.snapshot().pending.values()].reduce((lowest, settled) => Math.min(lowest, settled), this.#readTo);
  }

  snapshot(): SubscriptionState {
    const pending = this.#lanes.pending();
    return { id: this.id, sink: this.sink, types: this.types, state: this.state, readTo: this.#readTo, pending };
  }

  #halt(): void {
    this.#stopped = true;
    this.#lanes.cancelWaits();
  }

  #pump(): void {
    while (!this.#stopped && this.inFlight < this.#world.limits.window) {
      const lane = this.#lanes.takeReady();
      if (!lane) break;
      const head = lane.queue[0];
      if (head) this.#send(lane, head);
      else this.#guard(this.#refill(lane));
    }
    if (!this.#stopped && !this.#reading && this.#hasRoom() && this.#readTo < this.#world.log.lastPosition())
      this.#guard(this.#readAhead());
  }

  #hasRoom(): boolean {
    return this.#lanes.held < this.#world.limits.lookahead && this.waiting < this.#world.limits.waitingStations;
  }

  async #readAhead(): Promise<void> {
    this.#reading = true;
    const last = this.#world.log.lastPosition();
    const limit = this.#world.limits.laneDepth * 4;
    const records = await this.#world.log.read({ types: this.types, after: this.#readTo, limit });
    this.#takeAll(records, records.length < limit ? last : records.at(-1)!.position);
    this.#reading = false;
    this.#pump();
  }

  #takeAll(records: readonly LogRecord[], upTo: number): void {
    for (const record of records) {
      if (record.position <= upTo && this.types.includes(record.type)) this.#lanes.add(record);
    }
    this.#readTo = upTo;
    this.dirty = true;
  }

  async #refill(lane: Lane): Promise<void> {
    lane.state = 'refilling';
    const [upTo, limit] = [this.#readTo, this.#world.limits.laneDepth];
    const records = await this.#world.log.read({
      types: this.types,
      station: lane.key,
      after: lane.skippedAfter!,
      before: upTo + 1,
      limit,
    });
    const skippedAfter = records.length === limit ? records.at(-1)!.position : this.#readTo > upTo ? upTo : undefined;
    this.#lanes.refill(lane, records, skippedAfter);
    this.#pump();
  }

  #send(lane: Lane, item: Item): void {
    lane.state = 'sending';
    this.inFlight += 1;
    void this.#world.send(this.sink, item.record).then((result) => {
      this.inFlight -= 1;
      this.#settle(lane, item, result);
      this.#pump();
      if (this.inFlight === 0) this.#idle?.();
    });
  }

  #settle(lane: Lane, item: Item, result: TryResult): void {
    const verdict = judge(result);
    if (verdict === 'delivered') {
      this.delivered += 1;
      this.#world.observe(this.id, 'delivered');
      if (item.deadLetter === undefined) this.#finish(lane);
      else this.#guard(this.#world.store.removeDeadLetter(item.deadLetter).then(() => this.#finish(lane)));
    } else if (verdict === 'gone') this.#end();
    else {
      lane.failures += 1;
      if (this.#stopped) return;
      if (verdict === 'refused' || lane.failures >= this.#world.retry.attempts)
        this.#guard(this.#bury(lane, item, result));
      else this.#wait(lane, result);
    }
  }

  #wait(lane: Lane, result: TryResult): void {
    this.#world.observe(this.id, 'retried');
    lane.state = 'waiting';
    this.waiting += 1;
    this.#lanes.shed(lane);
    const retryAfterMs = 'status' in result ? result.retryAfterMs : undefined;
    lane.cancelWait = this.#world.after(
      retryDelay(this.#world.retry, lane.failures, this.#world.random(), retryAfterMs),
      () => {
        this.waiting -= 1;
        lane.cancelWait = undefined;
        this.#lanes.makeReady(lane);
        this.#pump();
      },
    );
  }

  async #bury(lane: Lane, item: Item, result: TryResult): Promise<void> {
    lane.state = 'burying';
    const lastStatus = 'status' in result ? result.status : null;
    const lastError = 'status' in result ? `the sink answered ${result.status}` : result.error;
    const failure = {
      subscription: this.id,
      record: item.record,
      attempts: lane.failures,
      lastStatus,
      lastError,
      failedAt: this.#world.now(),
    };
    try {
      await this.#world.store.addDeadLetter(failure);
    } catch (error) {
      // No room for the dead letter: the event must not be dropped, so it gets one more try later.
      this.#world.onError(error as Error);
      if (!this.#stopped) this.#wait(lane, result);
      return;
    }
    this.#world.observe(this.id, 'dead-lettered');
    this.#finish(lane);
  }

  /** The head is settled for good. */
  #finish(lane: Lane): void {
    this.#lanes.finishHead(lane);
    this.dirty = true;
    if (lane.redrive && (this.#redriving -= 1) === 0) this.redrive();
    this.#pump();
  }

  #end(): void {
    this.#halt();
    this.state = 'gone';
    this.dirty = true;
    this.#world.observe(this.id, 'gone');
  }

  #guard(work: Promise<void>): void {
    work.catch((error: Error) => this.#world.onError(error));
  }
}
