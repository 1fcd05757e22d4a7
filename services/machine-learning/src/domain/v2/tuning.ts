/** Settings found by walking through January to June of the shipped file, scoring April to June. */
export const tuning = {
  /** Share of the past's weight that a regression keeps at each sample. */
  forgetting: 0.9992,
  /** An error counts for no more than this many spreads (Huber 1964). */
  errorLimit: 3,
  /** Of the experts' weights: memory, and learning rate per spread of loss. */
  mixtureMemory: 0.998,
  mixtureRate: 0.03,
  /** Log weight of each expert before it has shown anything, by horizon. */
  preference: [
    [2, 2, 2, 0.7, 0],
    [0, 0, 0, 0, 0],
    [-9, -9, -9, -3, -1.5],
  ],
  interval: { quantile: 0.015, spread: 0.001 },
  chainRate: 0.008,
};
