/** A ratio over blocks: its geometric mean and a 95 % interval from resampling the blocks. */
export type Ratio = { mean: number; lower: number; upper: number };

const resamples = 10_000;

/** @param ratios one per block, all greater than 0 */
export function summarize(ratios: readonly number[]): Ratio {
  const logs = ratios.map(Math.log);
  const random = seeded(1);
  const means = Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let index = 0; index < logs.length; index++) sum += logs[Math.floor(random() * logs.length)]!;
    return sum / logs.length;
  }).toSorted((a, b) => a - b);
  const at = (share: number) => Math.exp(means[Math.floor(share * (resamples - 1))]!);
  return { mean: Math.exp(mean(logs)), lower: at(0.025), upper: at(0.975) };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** The same resamples in each run: the interval moves with the data alone. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}
