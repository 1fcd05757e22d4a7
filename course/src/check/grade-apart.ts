import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Graded } from './copies.ts';
import { type Unreadable, unreadable } from './grade-file.ts';

/** What one file may take of the machine. The largest reports of the labs take 5 seconds, thread and all, and 300 MB. */
export interface Allowance {
  seconds: number;
  megabytes: number;
}

const usual: Allowance = { seconds: 60, megabytes: 1500 };

/**
 * Grades in a thread of its own. The bounds on a file keep out what is known to be much work; whatever else a student thinks
 * of ends with the thread, and the next file gets a new one.
 */
export class ThreadApart {
  readonly #secret: string;
  readonly #allowed: Allowance;
  #thread: Worker | undefined;

  constructor(secret: string, allowed = usual) {
    this.#secret = secret;
    this.#allowed = allowed;
  }

  async grade(file: string): Promise<Graded | Unreadable> {
    const { seconds, megabytes } = this.#allowed;
    this.#thread ??= new Worker(new URL('grading-thread.ts', import.meta.url), {
      workerData: this.#secret,
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
    });
    const signal = AbortSignal.timeout(seconds * 1000);
    // oxlint-disable-next-line require-post-message-target-origin -- a thread has no origin
    this.#thread.postMessage(file);
    try {
      const [done] = (await once(this.#thread, 'message', { signal })) as [Graded | Unreadable];
      return done;
    } catch (error) {
      await this.end();
      const reason = signal.aborted ? `that takes more than ${seconds} seconds` : (error as Error).message;
      return unreadable(file, `cannot be graded: ${reason}`);
    }
  }

  async end(): Promise<void> {
    await this.#thread?.terminate();
    this.#thread = undefined;
  }
}
