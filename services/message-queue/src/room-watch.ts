import { runWithHeaders, type Logger } from '@weather/service-kit';
import type { StorageFullError } from './domain/errors.ts';

/** Says once that the log has become full, and once that there is room again. */
export class RoomWatch {
  readonly #logger: Logger;
  readonly #folder: string;
  #full = false;

  constructor(logger: Logger, folder: string) {
    this.#logger = logger;
    this.#folder = folder;
  }

  /** To be told of each write that found no room. */
  refused(error: StorageFullError): void {
    if (this.#full) return;
    this.#full = true;
    const text = `no room for events in ${this.#folder}: they are refused with 503 until some is freed there, or the disk can be written again`;
    // It concerns everybody, not the request that came upon it.
    runWithHeaders({}, () => this.#logger.error({ err: error }, text));
  }

  /** While the log is full: tries whether something of the size of an event can be written. */
  async look(probe: () => Promise<void>): Promise<void> {
    if (!this.#full) return;
    const hasRoom = await probe().then(
      () => true,
      () => false,
    );
    if (!hasRoom || !this.#full) return;
    this.#full = false;
    this.#logger.info('there is room for events again');
  }
}
