import { z } from 'zod';
import type { Kubectl } from '../kubectl.ts';
import { nodeListSchema } from '../objects.ts';

/** What is read of a kubelet's /stats/summary. A container that has just started has no figures yet. */
const summarySchema = z.object({
  pods: z.array(
    z.object({
      podRef: z.object({ name: z.string(), namespace: z.string() }),
      containers: z
        .array(
          z.object({
            name: z.string(),
            cpu: z.object({ time: z.string(), usageCoreNanoSeconds: z.number() }).optional(),
            memory: z.object({ workingSetBytes: z.number() }).optional(),
          }),
        )
        .default([]),
    }),
  ),
});

/** A container at one moment. */
export interface Sample {
  /** Milliseconds since 1970 by the node's clock, at which the CPU time was read. */
  at: number;
  /** Since the container started. */
  cpuSeconds: number;
  workingSetBytes: number;
}

/** By `containerKey`. */
export type Samples = ReadonlyMap<string, Sample>;

export const containerKey = (namespace: string, pod: string, container: string) => `${namespace}/${pod}/${container}`;

/** What every container of the cluster uses now, as its kubelet counts it: no metrics server is needed. */
export async function readSamples(kubectl: Kubectl): Promise<Samples> {
  const { items } = await kubectl.get(nodeListSchema, ['nodes']);
  const summaries = await Promise.all(
    items.map(({ metadata }) => kubectl.text(['get', '--raw', `/api/v1/nodes/${metadata.name}/proxy/stats/summary`])),
  );
  return new Map(summaries.flatMap((text) => samplesOf(summarySchema.parse(JSON.parse(text)))));
}

function samplesOf({ pods }: z.output<typeof summarySchema>): [string, Sample][] {
  return pods.flatMap(({ podRef, containers }) =>
    containers.flatMap(({ name, cpu, memory }): [string, Sample][] => {
      if (cpu === undefined || memory === undefined) return [];
      const sample = {
        at: Date.parse(cpu.time),
        cpuSeconds: cpu.usageCoreNanoSeconds / 1e9,
        workingSetBytes: memory.workingSetBytes,
      };
      return [[containerKey(podRef.namespace, podRef.name, name), sample]];
    }),
  );
}

export interface Usage {
  /** Mean over the time between the first and the last sample. */
  cores: number;
  /** The highest that was seen. */
  memoryBytes: number;
}

/** Of one container over a series of samples; nothing of one that was not there all the time. */
export function usageOf(series: readonly Samples[], key: string): Usage | undefined {
  const samples = series.map((one) => one.get(key));
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || samples.includes(undefined) || last.at <= first.at) return undefined;
  return {
    cores: (last.cpuSeconds - first.cpuSeconds) / ((last.at - first.at) / 1000),
    memoryBytes: Math.max(...samples.map((sample) => sample!.workingSetBytes)),
  };
}
