import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Bench } from '../bench/bench.ts';
import { MeshError } from '../mesh/mesh.ts';
import { sequentially } from './requests.ts';

/** What one proxy did for one request of a trace. */
export interface Span {
  traceId: string;
  spanId: string;
  /** Empty: it began the trace. */
  parentId: string;
  /** Beside which service the proxy stands, such as `simulation`. */
  by: string;
  /** Whom it asked for the service; undefined: it let a request in to it. */
  asks: string | undefined;
  requestId: string;
}

/** Where a scenario's collector stands (istio/scenarios/span-collector). */
const address = 'http://jaeger-collector.istio-system:4318/spans';

/** Proxies keep spans back for five seconds. */
const keptBackMs = 7000;
const patienceMs = 30_000;

const collectedSchema = z.object({
  next: z.int(),
  spans: z.array(
    z.object({
      service: z.string(),
      traceId: z.string(),
      spanId: z.string(),
      parentId: z.string(),
      attributes: z.record(z.string(), z.string()),
    }),
  ),
});
type Collected = z.output<typeof collectedSchema>;

/** What the collector has of the proxies from a number on. */
async function collectedFrom({ client, run }: Bench, from: number): Promise<Collected> {
  const plan = sequentially({ url: `${address}?from=${from}`, requests: 1, keepBodies: true });
  const { records } = await client.run({ ...plan, id: `lab/${run}/spans` });
  const { success, data } = collectedSchema.safeParse(records[0]?.body);
  if (success) return data;
  throw new MeshError(
    `the collector of spans gives none: ${records[0]?.error || `status ${records[0]?.status}`}`,
    'Look closer: kubectl -n istio-system logs deployment/span-collector',
  );
}

/** How many spans the collector has had so far: `spansSince` gives those that come from here on. */
export const spansSoFar = async (bench: Bench): Promise<number> =>
  (await collectedFrom(bench, Number.MAX_SAFE_INTEGER)).next;

/**
 * Spans that came since, once no more come.
 *
 * @param madeUntil when the last request that is of interest was over: milliseconds since 1970
 */
export async function spansSince(bench: Bench, from: number, madeUntil: number): Promise<Span[]> {
  let before = -1;
  for (;;) {
    const { spans } = await collectedFrom(bench, from);
    const waited = Date.now() - madeUntil;
    if ((waited > keptBackMs && spans.length === before) || waited > keptBackMs + patienceMs) return spans.map(spanOf);
    before = spans.length;
    await delay(1000, undefined, { signal: bench.signal });
  }
}

function spanOf({ service, traceId, spanId, parentId, attributes }: Collected['spans'][number]): Span {
  const [direction, , , host = ''] = (attributes.upstream_cluster ?? '').split('|');
  return {
    traceId,
    spanId,
    parentId,
    by: firstLabel(service),
    asks: direction === 'outbound' ? firstLabel(host) : undefined,
    requestId: attributes['guid:x-request-id'] ?? '',
  };
}

/** `simulation.weather` and `simulation.weather.svc.cluster.local` are both simulation. */
const firstLabel = (name: string) => name.split('.')[0]!;

/** As a lab has put it into a phase. */
export const spanSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentId: z.string(),
  by: z.string(),
  // JSON has no undefined: what is not there is left out.
  asks: z
    .string()
    .optional()
    .transform((asks) => asks),
  requestId: z.string(),
}) satisfies z.ZodType<Span>;

/** Spans that a lab has put into a phase. */
export const spansIn = (more: Record<string, unknown>): Span[] =>
  z.object({ spans: z.array(spanSchema) }).parse(more).spans;
