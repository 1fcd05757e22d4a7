/** A place among the running simulations. */
export interface Place {
  /** Fires when the process is to stop. */
  stop: AbortSignal;
  /** Gives the place back; further calls do nothing. */
  leave(): void;
}

/** Bounds how many simulations, and senders over all of them, run at once. */
export interface RunningSimulations {
  /** A place, or undefined when there is none left. */
  enter(senders: number): Place | undefined;
  /** Ends all of them and resolves when the last has left; nobody can enter any more. */
  stopAll(): Promise<void>;
  readonly count: number;
  readonly stopping: boolean;
}

export function createRunningSimulations(most: { simulations: number; senders: number }): RunningSimulations {
  const stopping = new AbortController();
  let count = 0;
  let busy = 0;
  let onEmpty: (() => void) | undefined;

  function enter(senders: number): Place | undefined {
    if (stopping.signal.aborted || count >= most.simulations || busy + senders > most.senders) return undefined;
    count++;
    busy += senders;
    let left = false;
    return {
      stop: stopping.signal,
      leave() {
        if (left) return;
        left = true;
        count--;
        busy -= senders;
        if (count === 0) onEmpty?.();
      },
    };
  }

  return {
    enter,
    async stopAll() {
      stopping.abort();
      if (count > 0) await new Promise<void>((resolve) => (onEmpty = resolve));
    },
    get count() {
      return count;
    },
    get stopping() {
      return stopping.signal.aborted;
    },
  };
}
