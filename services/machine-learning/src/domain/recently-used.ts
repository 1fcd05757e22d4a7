/** A map of bounded size that forgets what was not used for the longest time. */
export class RecentlyUsed<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #maximum: number;
  readonly #create: () => Value;
  readonly #onForgotten: () => void;

  constructor(maximum: number, create: () => Value, onForgotten: () => void) {
    this.#maximum = maximum;
    this.#create = create;
    this.#onForgotten = onForgotten;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The value of `key`, a new one if there is none. */
  use(key: string): Value {
    const value = this.#entries.get(key) ?? this.#create();
    // A Map keeps the order of insertion: the last is the one used last.
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.#maximum) {
      this.#entries.delete(this.#entries.keys().next().value!);
      this.#onForgotten();
    }
    return value;
  }

  /** The value of `key` if there is one, which does not count as using it. */
  peek(key: string): Value | undefined {
    return this.#entries.get(key);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
