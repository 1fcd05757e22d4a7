import type { SimulationAccount, SimulationRequest, SimulationView } from '@weather/contracts';

type Entry = { view: SimulationView; abort: AbortController };

const runningLimit = 16;
const finishedLimit = 12;

type Options = {
  perform: (request: SimulationRequest, signal: AbortSignal) => Promise<SimulationAccount>;
  /** A sentence for people about why a simulation failed. */
  explain: (error: unknown) => string;
  now: () => number;
  newId: () => string;
  newSeed: () => number;
};

/** The simulations that were started from the page. */
export class Simulations {
  readonly #options: Options;
  readonly #entries = new Map<string, Entry>();

  constructor(options: Options) {
    this.#options = options;
  }

  get running(): number {
    return [...this.#entries.values()].filter(({ view }) => view.state === 'running').length;
  }

  /** Starts one and does not wait for it; undefined when too many run already. */
  start(request: SimulationRequest): SimulationView | undefined {
    if (this.running >= runningLimit) return undefined;
    const { perform, explain, now, newId, newSeed } = this.#options;
    // Drawn here rather than there, so that it is known while the simulation runs. Ids of stations name their own.
    const listsStations = request.stations !== undefined && !/^[0-9]+$/.test(request.stations);
    const seeded = request.seed !== undefined || listsStations ? request : { ...request, seed: newSeed() };
    const view: SimulationView = {
      id: newId(),
      request: seeded,
      state: 'running',
      startedAt: now(),
      endedAt: null,
      account: null,
      detail: '',
    };
    const entry = { view, abort: new AbortController() };
    this.#entries.set(view.id, entry);
    perform(seeded, entry.abort.signal).then(
      (account) => this.#end(entry, { state: 'completed', account }),
      (error: unknown) => this.#end(entry, { state: 'failed', detail: explain(error) }),
    );
    return view;
  }

  /** Stops a running one; undefined when there is none of that id. */
  stop(id: string): SimulationView | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    this.#end(entry, { state: 'stopped' });
    entry.abort.abort();
    return entry.view;
  }

  stopAll(): void {
    for (const id of this.#entries.keys()) this.stop(id);
  }

  #end(entry: Entry, outcome: Partial<SimulationView>): void {
    if (entry.view.state !== 'running') return;
    entry.view = { ...entry.view, ...outcome, endedAt: this.#options.now() };
    const finished = [...this.#entries.values()].filter(({ view }) => view.state !== 'running');
    const tooMany = finished
      .toSorted((a, b) => (a.view.endedAt ?? 0) - (b.view.endedAt ?? 0))
      .slice(0, Math.max(0, finished.length - finishedLimit));
    for (const { view } of tooMany) this.#entries.delete(view.id);
  }

  /** Running ones first, then those that ended last. */
  list(): SimulationView[] {
    return [...this.#entries.values()].map(({ view }) => view).toSorted((a, b) => rank(b) - rank(a));
  }
}

function rank({ state, startedAt, endedAt }: SimulationView): number {
  return state === 'running' ? Number.MAX_SAFE_INTEGER - startedAt : (endedAt ?? 0);
}
