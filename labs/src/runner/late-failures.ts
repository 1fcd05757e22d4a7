/** What fails once the verdict is there. It does not take the verdict away: it is kept, and told at the end. */
export interface LateFailures {
  /** @returns what the step gives; undefined when it failed */
  tried<T>(step: () => Promise<T>): Promise<T | undefined>;
  /** The last one: what could not be put back outweighs what came before. */
  last(): Error | undefined;
  /** One sentence for each, for the report. */
  notes(): string[];
}

export function lateFailures(): LateFailures {
  const failures: Error[] = [];
  return {
    tried: async (step) => {
      try {
        return await step();
      } catch (error) {
        failures.push(error as Error);
        return undefined;
      }
    },
    last: () => failures.at(-1),
    // A signal that broke one step off breaks off the others, too.
    notes: () => [...new Set(failures.map(({ message }) => `after the verdict: ${message}`))],
  };
}
