import type { ServerResponse } from 'node:http';

/** Bytes that may wait for one reader; more, and it is cut off: it will come back for a fresh snapshot. */
const waitingLimit = 1024 * 1024;

/** The open pages. A message is serialised once and the same bytes go to all. */
export class LiveHub {
  readonly #readers = new Set<ServerResponse>();
  readonly #onCutOff: () => void;

  constructor({ onCutOff }: { onCutOff: () => void }) {
    this.#onCutOff = onCutOff;
  }

  get size(): number {
    return this.#readers.size;
  }

  add(reader: ServerResponse, firstMessage: Buffer): void {
    this.#readers.add(reader);
    reader.on('close', () => this.#readers.delete(reader));
    reader.on('error', () => this.#readers.delete(reader));
    reader.write(firstMessage);
  }

  broadcast(message: Buffer): void {
    for (const reader of this.#readers) {
      if (reader.writableLength + message.length > waitingLimit) this.#cutOff(reader);
      else reader.write(message);
    }
  }

  #cutOff(reader: ServerResponse): void {
    this.#readers.delete(reader);
    reader.destroy();
    this.#onCutOff();
  }

  close(): void {
    for (const reader of this.#readers) reader.end();
    this.#readers.clear();
  }
}

/** A server-sent event as bytes; `data` is anything that JSON can hold. */
export function sseMessage(event: string, data: unknown): Buffer {
  return Buffer.from(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
