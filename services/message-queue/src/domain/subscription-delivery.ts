import type { DeliveryWorld } from './delivery-world.ts';
import type { LogRecord } from './event-log.ts';
import { LaneFeed } from './lane-feed.ts';
import { judge, retryDelay, type TryResult } from './retry-policy.ts';
import type { Item, Lane } from './station-lane.ts';
import { StationLanes } from './station-lanes.ts';
import { failureOf, type SubscriptionState } from './subscription.ts';

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
  readonly #feed: LaneFeed;
  #redriving = 0;
  #stopped = true;
  #idle: (() => void) | undefined;

  constructor(state: SubscriptionState, world: DeliveryWorld) {
    ({ id: this.id, sink: this.sink, types: this.types, state: this.state } = state);
    this.#world = world;
    this.#lanes = new StationLanes(state.pending, world.limits.laneDepth);
    this.#feed = new LaneFeed(world, state, this.#lanes);
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

  /** New events of the log, in order. */
  offer(records: readonly LogRecord[]): void {
    if (this.#stopped) return;
    if (this.#feed.offer(records, this.waiting)) this.dirty = true;
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
    return [...this.snapshot().pending.values()].reduce(
      (lowest, settled) => Math.min(lowest, settled),
      this.#feed.readTo,
    );
  }

  snapshot(): SubscriptionState {
    const pending = this.#lanes.pending();
    return { id: this.id, sink: this.sink, types: this.types, state: this.state, readTo: this.#feed.readTo, pending };
  }

  #halt(): void {
    this.#stopped = true;
    this.#lanes.cancelWaits();
    this.waiting = 0;
  }

  #pump(): void {
    while (!this.#stopped && this.inFlight < this.#world.limits.window) {
      const lane = this.#lanes.takeReady();
      if (!lane) break;
      const head = lane.queue[0];
      if (head) this.#send(lane, head);
      else this.#guard(this.#feed.refill(lane).then(() => this.#pump()));
    }
    if (!this.#stopped && this.#feed.canRead(this.waiting)) this.#guard(this.#readAhead());
  }

  async #readAhead(): Promise<void> {
    await this.#feed.readAhead();
    this.dirty = true;
    this.#pump();
  }

  #send(lane: Lane, item: Item): void {
    lane.state = 'sending';
    this.inFlight += 1;
    void this.#world.send(this, item.record).then((result) => {
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
      this.#world.observe(this.id, 'delivered', item.record);
      if (item.deadLetter === undefined) this.#finish(lane);
      else void this.#strikeOff(lane, item.deadLetter);
    } else if (verdict === 'gone') this.#end(item);
    else {
      lane.failures += 1;
      if (this.#stopped) return;
      if (verdict === 'refused' || lane.failures >= this.#world.retry.attempts) void this.#bury(lane, item, result);
      else this.#wait(lane, item, result);
    }
  }

  #wait(lane: Lane, item: Item, result: TryResult): void {
    this.#world.observe(this.id, 'retried', item.record);
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
    lane.state = 'recording';
    try {
      await this.#world.store.addDeadLetter(failureOf(this.id, item.record, lane.failures, result, this.#world.now()));
    } catch (error) {
      // No room for the dead letter: the event must not be dropped, so it gets one more try later.
      this.#world.onError(error as Error);
      if (!this.#stopped) this.#wait(lane, item, result);
      return;
    }
    this.#world.observe(this.id, 'dead-lettered', item.record);
    this.#finish(lane);
  }

  /** Strikes a dead letter that has arrived off the list: later, while there is no room to write that down. */
  async #strikeOff(lane: Lane, deadLetter: number, tries = 1): Promise<void> {
    lane.state = 'recording';
    try {
      await this.#world.store.removeDeadLetter(deadLetter);
    } catch (error) {
      this.#world.onError(error as Error);
      if (this.#stopped) return;
      const delay = retryDelay(this.#world.retry, tries, this.#world.random());
      lane.cancelWait = this.#world.after(delay, () => void this.#strikeOff(lane, deadLetter, tries + 1));
      return;
    }
    this.#finish(lane);
  }

  /** The head is settled for good. */
  #finish(lane: Lane): void {
    this.#lanes.finishHead(lane);
    this.dirty = true;
    if (lane.redrive && (this.#redriving -= 1) === 0) this.redrive();
    this.#pump();
  }

  #end(item: Item): void {
    this.#halt();
    this.state = 'gone';
    this.dirty = true;
    this.#world.release(this.id);
    this.#world.observe(this.id, 'gone', item.record);
  }

  #guard(work: Promise<void>): void {
    work.catch((error: Error) => this.#world.onError(error));
  }
}
