/** Counts per second as a mean over the last whole seconds. */
export class RateMeter {
  readonly #now: () => number;
  readonly #counts: number[];
  #second: number;

  /** @param now ms; @param seconds over how many the mean is taken */
  constructor(now: () => number, seconds = 10) {
    this.#now = now;
    this.#counts = Array<number>(seconds).fill(0);
    this.#second = Math.floor(now() / 1000);
  }

  add(count: number): void {
    this.#advance();
    this.#counts[this.#second % this.#counts.length]! += count;
  }

  perSecond(): number {
    this.#advance();
    return this.#counts.reduce((sum, count) => sum + count, 0) / this.#counts.length;
  }

  #advance(): void {
    const second = Math.floor(this.#now() / 1000);
    const steps = Math.min(second - this.#second, this.#counts.length);
    for (let step = 1; step <= steps; step++) this.#counts[(this.#second + step) % this.#counts.length] = 0;
    this.#second = Math.max(second, this.#second);
  }
}
