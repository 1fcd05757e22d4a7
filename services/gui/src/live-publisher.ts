import type { LiveSnapshot, Overview } from '@weather/contracts';
import { type LiveHub, sseMessage } from './live-hub.ts';
import type { WeatherState } from './domain/weather-state.ts';

/** Deltas leave at most this often: faster than this nobody reads. */
const deltaIntervalMs = 150;
const overviewIntervalMs = 1000;

type Options = { state: () => WeatherState; hub: LiveHub; overview: () => Overview; now: () => number };

/** Turns changes of the state into the messages that the open pages get. */
export class LivePublisher {
  readonly #options: Options;
  #timer: NodeJS.Timeout | undefined;
  #lastOverviewAt = 0;
  #snapshot: { revision: number; at: number; message: Buffer } | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#tick(), deltaIntervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** What a page starts from. Pages that open in the same moment share the bytes. */
  snapshotMessage(): Buffer {
    const { state, overview, now } = this.#options;
    const { revision } = state();
    const cached = this.#snapshot;
    if (cached !== undefined && cached.revision === revision && now() - cached.at < overviewIntervalMs)
      return cached.message;
    const snapshot: LiveSnapshot = {
      revision,
      overview: overview(),
      stations: state().stations(),
      anomalies: state().anomalies(),
    };
    const message = sseMessage('snapshot', snapshot);
    this.#snapshot = { revision, at: now(), message };
    return message;
  }

  /** All pages start afresh, as after the log was begun anew. */
  announceReset(): void {
    this.#snapshot = undefined;
    if (this.#options.hub.size > 0) this.#options.hub.broadcast(this.snapshotMessage());
  }

  #tick(): void {
    const { state, hub, overview, now } = this.#options;
    const overviewIsDue = now() - this.#lastOverviewAt >= overviewIntervalMs;
    if (overviewIsDue) {
      this.#lastOverviewAt = now();
      state().forgetSilent(now());
    }
    const changes = state().takeDelta();
    if (hub.size === 0 || (changes === undefined && !overviewIsDue)) return;
    const delta = changes ?? { revision: state().revision, stations: [], forgotten: [], anomalies: [] };
    hub.broadcast(sseMessage('delta', overviewIsDue ? { ...delta, overview: overview() } : delta));
  }
}
