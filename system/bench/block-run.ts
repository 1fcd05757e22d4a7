import type { Comparison } from './comparisons.ts';
import type { Measurement } from './ingest-leg.ts';
import { type Ratio, blockRatio, geometricMean, median } from './statistics.ts';

/** One line of the table. */
export interface ComparisonResult {
  name: string;
  aim: number;
  ratio: Ratio;
  blocks: number[];
  a: Measurement;
  b: Measurement;
  extra: { name: string; value: number; aim: number } | undefined;
}

function typical(measurements: Measurement[]): Measurement {
  const cpu = measurements.map(({ cpuMicrosecondsPerEvent }) => cpuMicrosecondsPerEvent);
  return {
    eventsPerSecond: median(measurements.map(({ eventsPerSecond }) => eventsPerSecond)),
    cpuMicrosecondsPerEvent: cpu.every((value) => value !== undefined) ? median(cpu) : undefined,
  };
}

const rate = (...legs: Measurement[]) => geometricMean(legs.map(({ eventsPerSecond }) => eventsPerSecond));

/** Runs a comparison in blocks of A B B A, so that a machine whose speed drifts favours neither leg. */
export async function runComparison(comparison: Comparison, blockCount: number): Promise<ComparisonResult> {
  const { a, b, extra, stop } = await comparison.prepare();
  try {
    // The first pair warms both up and is not counted.
    await a();
    await b();
    const measuredA: Measurement[] = [];
    const measuredB: Measurement[] = [];
    const blocks: number[] = [];
    for (let block = 0; block < blockCount; block++) {
      const order = [await a(), await b(), await b(), await a()] as const;
      measuredA.push(order[0], order[3]);
      measuredB.push(order[1], order[2]);
      blocks.push(rate(order[0], order[3]) / rate(order[1], order[2]));
    }
    return {
      name: comparison.name,
      aim: comparison.aim,
      ratio: blockRatio(blocks),
      blocks,
      a: typical(measuredA),
      b: typical(measuredB),
      extra: await extra?.(),
    };
  } finally {
    await stop();
  }
}
