/** Keeps the newest `capacity` items, oldest first. */
export class Ring<T> {
  readonly #capacity: number;
  #items: T[] = [];
  #start = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#items.length;
  }

  /** Adds an item; returns the one that had to leave for it. */
  push(item: T): T | undefined {
    if (this.#items.length < this.#capacity) {
      this.#items.push(item);
      return undefined;
    }
    const leaving = this.#items[this.#start];
    this.#items[this.#start] = item;
    this.#start = (this.#start + 1) % this.#capacity;
    return leaving;
  }

  /** The item `back` places before the newest. */
  fromEnd(back: number): T | undefined {
    if (back < 0 || back >= this.#items.length) return undefined;
    return this.#items[(this.#start + this.#items.length - 1 - back) % this.#items.length];
  }

  toArray(): T[] {
    return [...this.#items.slice(this.#start), ...this.#items.slice(0, this.#start)];
  }
}
