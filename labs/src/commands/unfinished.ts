/** A run that came to no verdict, as a summary names it, and why. */
export interface Unfinished {
  name: string;
  because: string;
}

/** Some of several labs came to no verdict. What was wrong with each has been told. */
export class UnfinishedError extends Error {
  override name = 'UnfinishedError';

  constructor(unfinished: readonly Unfinished[], runs: number) {
    super(`${unfinished.length} of ${runs} runs came to no verdict: ${unfinished.map(({ name }) => name).join(', ')}`);
  }
}
