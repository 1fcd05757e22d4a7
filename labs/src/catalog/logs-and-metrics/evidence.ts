import { z } from 'zod';
import { linesAt, type Phase } from '../../bench/evidence.ts';
import type { AccessLine } from '../../envoy/access-line.ts';
import { type ServiceLine, serviceLineSchema } from '../service-lines.ts';
import { type Span, spansIn } from '../spans.ts';
import { client, queue, simulation } from './names.ts';

const moreSchema = z.object({
  requests: z.array(z.object({ id: z.string(), status: z.int() })),
  logs: z.object({ simulation: z.array(serviceLineSchema), queue: z.array(serviceLineSchema) }),
  istio: z.record(z.string(), z.number()),
});

/** What the client has asked, and all that tells of it. */
export interface Told {
  /** With the id that the client gave it, and the status that it got. */
  requests: { id: string; status: number }[];
  places: Place[];
  spans: Span[];
  /** By `source gui 200`; empty where proxies do not count so. */
  istio: Record<string, number>;
}

/** A log in which requests stand, in the order in which they come by. */
export interface Place {
  name: string;
  /** Whether requests that simulation has turned away itself come by here. */
  seesRefused: boolean;
  lines: readonly (ServiceLine | AccessLine)[];
}

export function toldBy(phase: Phase): Told {
  const { requests, logs, istio } = moreSchema.parse(phase.more);
  const places = [
    place(`proxy of ${client}, out`, true, linesAt(phase, 'client', client)),
    place(`proxy of ${simulation}, in`, true, linesAt(phase, 'server', simulation)),
    place(simulation, true, logs.simulation),
    place(`proxy of ${simulation}, out`, false, linesAt(phase, 'client', simulation)),
    place(`proxy of ${queue}, in`, false, linesAt(phase, 'server', queue)),
    place(queue, false, logs.queue),
  ];
  return { requests, places, spans: spansIn(phase.more), istio };
}

const place = (name: string, seesRefused: boolean, lines: Place['lines']): Place => ({ name, seesRefused, lines });

type Side = 'client' | 'server';

export const accountsOf = ({ proxies }: Phase, workload: string, side: Side) =>
  proxies.filter((proxy) => proxy.replica.workload === workload && proxy.side === side);
