import type { Subscription, SubscriptionRequest } from '@weather/contracts';
import type { DeliveryWorld } from './delivery-world.ts';
import { SubscriptionConflictError } from './errors.ts';
import type { LogRecord } from './event-log.ts';
import { SubscriptionDelivery } from './subscription-delivery.ts';
import type { SubscriptionState } from './subscription.ts';

export type SubscriptionsOptions = {
  /** Throws SinkNotAllowedError. */
  checkSink: (sink: string) => void;
  newId: () => string;
  saveEveryMs: number;
};

/** How many subscriptions there may be: each costs memory and connections. */
export const mostSubscriptions = 100;

/** All subscriptions, each with a delivery of its own, so that none waits for another. */
export class Subscriptions {
  readonly #world: DeliveryWorld;
  readonly #options: SubscriptionsOptions;
  readonly #deliveries = new Map<string, SubscriptionDelivery>();
  /** Ids whose creation or removal is on its way to the disk: the position kept so far must not overtake it. */
  readonly #changing = new Set<string>();
  #cancelSave: (() => void) | undefined;
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(world: DeliveryWorld, options: SubscriptionsOptions) {
    this.#world = world;
    this.#options = options;
  }

  /** Takes up what the store knows, with `configured` written over it, and begins to deliver. */
  async start(configured: readonly (SubscriptionRequest & { id: string })[]): Promise<void> {
    const states = new Map(this.#world.store.all().map((state) => [state.id, state]));
    for (const request of configured) {
      this.#options.checkSink(request.sink);
      const known = states.get(request.id);
      states.set(
        request.id,
        known
          ? { ...known, sink: request.sink, types: request.types, state: 'active' }
          : this.#fresh(request.id, request),
      );
    }
    await this.#world.store.save([...states.values()]);
    for (const state of states.values()) this.#add(state);
    this.#scheduleSave();
  }

  /** Answers the subscription and whether it is new; the same request again is answered with what there is. */
  create(request: SubscriptionRequest): Promise<{ subscription: Subscription; created: boolean }> {
    return this.#inTurn(() => this.#create(request));
  }

  /** Ends a subscription and its dead letters; as long as the store has not forgotten it, it goes on. */
  remove(id: string): Promise<boolean> {
    return this.#inTurn(() => this.#remove(id));
  }

  /** One change after the other, each seeing what the one before it came to. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#lastChange.then(change);
    this.#lastChange = result.catch(() => {});
    return result;
  }

  async #create(request: SubscriptionRequest): Promise<{ subscription: Subscription; created: boolean }> {
    this.#options.checkSink(request.sink);
    const id = request.id ?? this.#options.newId();
    const known = this.#deliveries.get(id);
    if (known) {
      const same = known.sink === request.sink && String(known.types.toSorted()) === String(request.types.toSorted());
      if (!same)
        throw new SubscriptionConflictError(
          `subscription ${id} exists with another sink or other types: delete it first`,
        );
      if (known.state === 'active') return { subscription: this.#view(known), created: false };
    } else if (this.#deliveries.size >= mostSubscriptions) {
      throw new SubscriptionConflictError(`there are ${mostSubscriptions} subscriptions already: delete one first`);
    }
    const state: SubscriptionState = known ? { ...known.snapshot(), state: 'active' } : this.#fresh(id, request);
    await this.#change(id, () => this.#world.store.save([state]));
    return { subscription: this.#view(this.#add(state)), created: known === undefined };
  }

  async #remove(id: string): Promise<boolean> {
    const delivery = this.#deliveries.get(id);
    if (!delivery) return false;
    await this.#change(id, () => this.#world.store.remove(id));
    this.#deliveries.delete(id);
    void delivery.stop();
    this.#world.release(id);
    return true;
  }

  async #change(id: string, write: () => Promise<void>): Promise<void> {
    this.#changing.add(id);
    try {
      await write();
    } finally {
      this.#changing.delete(id);
    }
  }

  get(id: string): Subscription | undefined {
    const delivery = this.#deliveries.get(id);
    return delivery && this.#view(delivery);
  }

  list(): Subscription[] {
    return [...this.#deliveries.values()].map((delivery) => this.#view(delivery));
  }

  /** Answers how many dead letters get another round of tries. */
  async redrive(which: { subscription: string } | { ids: readonly number[] }): Promise<number> {
    const counts = await this.#world.store.markForRedrive(which);
    for (const id of counts.keys()) this.#deliveries.get(id)?.redrive();
    return [...counts.values()].reduce((sum, count) => sum + count, 0);
  }

  offer(records: readonly LogRecord[]): void {
    for (const delivery of this.#deliveries.values()) delivery.offer(records);
  }

  /** Lowest position that all active subscriptions are past; retention by age stops there. */
  neededAfter(): number {
    const active = [...this.#deliveries.values()].filter(({ state }) => state === 'active');
    return active.reduce((lowest, delivery) => Math.min(lowest, delivery.position()), Number.MAX_SAFE_INTEGER);
  }

  /** Ends delivery and writes down how far it came. */
  async stop(): Promise<void> {
    this.#cancelSave?.();
    await Promise.all([...this.#deliveries.values()].map((delivery) => delivery.stop()));
    await this.#save();
  }

  #fresh(id: string, { sink, types, start }: SubscriptionRequest): SubscriptionState {
    const readTo = start === 'earliest' ? 0 : this.#world.log.lastPosition();
    return { id, sink, types, state: 'active', readTo, pending: new Map() };
  }

  #add(state: SubscriptionState): SubscriptionDelivery {
    const delivery = new SubscriptionDelivery(state, this.#world);
    this.#deliveries.set(state.id, delivery);
    if (state.state === 'active') delivery.start();
    return delivery;
  }

  /** Positions are written down a little late: a crash in between repeats some pushes. */
  #scheduleSave(): void {
    this.#cancelSave = this.#world.after(this.#options.saveEveryMs, () => {
      void this.#save().finally(() => this.#scheduleSave());
    });
  }

  async #save(): Promise<void> {
    const dirty = [...this.#deliveries.values()].filter(
      (delivery) => delivery.dirty && !this.#changing.has(delivery.id),
    );
    if (dirty.length === 0) return;
    for (const delivery of dirty) delivery.dirty = false;
    try {
      await this.#world.store.save(dirty.map((delivery) => delivery.snapshot()));
    } catch (error) {
      for (const delivery of dirty) delivery.dirty = true;
      this.#world.onError(error as Error);
    }
  }

  #view(delivery: SubscriptionDelivery): Subscription {
    const { id, sink, types, state, inFlight, waiting, delivered } = delivery;
    const position = delivery.position();
    return {
      id,
      sink,
      types: [...types],
      state,
      position,
      lag: Math.max(0, this.#world.log.lastPosition() - position),
      inFlight,
      retrying: waiting,
      delivered,
      deadLetters: this.#world.store.countDeadLetters(id),
    };
  }
}
