/** A run that did not go well to its end, as a summary names it, and why. */
export interface Unfinished {
  name: string;
  because: string;
}

interface Ended {
  /** Those that came to no verdict. */
  unfinished: readonly Unfinished[];
  /** Those of which something failed after the verdict. */
  marred: readonly Unfinished[];
  runs: number;
}

/** Not all of several labs went well to their end. What was wrong with each has been told. */
export class UnfinishedError extends Error {
  override name = 'UnfinishedError';

  constructor({ unfinished, marred, runs }: Ended) {
    const parts = [
      { those: unfinished, what: 'came to no verdict' },
      { those: marred, what: 'failed after the verdict' },
    ].map(({ those, what }) => ({ what, names: [...new Set(those.map(({ name }) => name))] }));
    super(
      parts
        .filter(({ names }) => names.length > 0)
        .map(({ names, what }) => `${names.length} of ${runs} runs ${what}: ${names.join(', ')}`)
        .join('; '),
    );
  }
}
